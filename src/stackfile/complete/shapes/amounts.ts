import { parseByteSize } from '../../../base/byte-size.js';
import { formatDuration, parseDuration } from '../../../base/duration.js';
import { scalarText } from '../../read/scalar.js';
import { isNull, quote } from '../../tree.js';
import { scalarValue, withValue } from './scalars.js';
import { refuse, type Shape } from './shape.js';

/** A number of bytes as text: `1.5g` → `"1610612736"`. Nothing and 0 are left out. */
export const bytes: Shape = (node, path, problems) => {
  if (isNull(node)) return undefined;
  const value = scalarValue(node);
  if (typeof value === 'number' && node.kind === 'scalar') {
    if (node.float !== true) return value === 0 ? undefined : withValue(node, String(value));
    const message = `a number with a point or an exponent has no effect here; write ${quote(String(Math.trunc(value)))} for bytes, or a unit as in "512m"`;
    problems.warn(node.at, path, message);
    return undefined;
  }
  const size = typeof value === 'string' ? parseByteSize(value) : undefined;
  if (size === undefined) {
    problems.add(node.at, path, `${quote(String(value))} is not a byte size, as in "64m" or "1g"`, node);
    return undefined;
  }
  return size === 0 ? undefined : withValue(node, BigInt(size).toString());
};

/** A duration as Compose prints it, `90s` → `1m30s`; it says something even when it is 0. */
export const duration: Shape = (node, path, problems) => {
  if (isNull(node)) return undefined;
  const value = scalarValue(node);
  if (value === undefined || value === null || typeof value === 'boolean') {
    return refuse(node, path, problems, 'a duration, as in "1m30s"');
  }
  const text = scalarText(value, node.kind === 'scalar' && node.float === true);
  const nanoseconds = parseDuration(text);
  if (nanoseconds !== undefined) return withValue(node, formatDuration(nanoseconds));
  const advice = /^\d+(?:\.\d+)?$/.test(text)
    ? `; write "${text}s" for seconds`
    : ', as in "1m30s", "500ms" or "2h"';
  problems.add(node.at, path, `${quote(text)} is not a duration${advice}`, node);
  return undefined;
};

/** A duration whose 0 means the same as absence. */
export const someDuration: Shape = (node, path, problems) => {
  const read = duration(node, path, problems);
  return read?.kind === 'scalar' && read.value === '0s' ? undefined : read;
};

/** The mode of a file as octal text: `0440` and `"0440"` → `"0440"`. */
export const fileMode: Shape = (node, path, problems) => {
  if (isNull(node)) return undefined;
  const value = scalarValue(node);
  if (typeof value === 'number' && node.kind === 'scalar' && node.float !== true) {
    return withValue(node, `0${value.toString(8)}`);
  }
  if (typeof value === 'string' && /^[0-7]+$/.test(value)) {
    return withValue(node, `0${Number.parseInt(value, 8).toString(8)}`);
  }
  return refuse(node, path, problems, 'an octal mode, as in 0440');
};

/** How many devices: -1 stands for "all". 0 is left out. */
export const deviceCount: Shape = (node, path, problems) => {
  if (isNull(node)) return undefined;
  const value = scalarValue(node);
  if (typeof value === 'string' && value.toLowerCase() === 'all') return withValue(node, -1);
  const isWhole = typeof value === 'number' ? Number.isInteger(value) : /^[+-]?\d+$/.test(String(value));
  if (!isWhole) return refuse(node, path, problems, 'a whole number or "all"');
  return Number(value) === 0 ? undefined : withValue(node, Number(value));
};
