import { scalarText } from '../../read/scalar.js';
import { isNull, type ScalarNode, scalar, type TreeNode } from '../../tree.js';
import { listOf, refuse, type Shape } from './shape.js';

/** The same place with another value. */
export function withValue(node: TreeNode, value: ScalarNode['value']): ScalarNode {
  if (node.kind !== 'scalar') return scalar(node.at, value);
  if (node.value === value && node.float !== true) return node;
  const { float: _, ...rest } = node;
  return { ...rest, value };
}

/** Text, be it empty; a whole number is taken for its digits. */
export const plainText: Shape = (node, path, problems) => {
  if (node.kind !== 'scalar' || typeof node.value === 'boolean' || node.float === true) {
    return refuse(node, path, problems, 'text');
  }
  return typeof node.value === 'string'
    ? node
    : withValue(node, node.value === null ? '' : String(node.value));
};

/** Text that means the same empty as absent. */
export const text: Shape = (node, path, problems) => {
  const read = plainText(node, path, problems);
  return read?.kind === 'scalar' && read.value === '' ? undefined : read;
};

/** Any scalar as text. */
export const anyText: Shape = (node, path, problems) => {
  if (node.kind !== 'scalar') return refuse(node, path, problems, 'text');
  return withValue(node, node.value === null ? '' : scalarText(node.value, node.float === true));
};

/** Texts; `textList` takes one alone for a list of it. */
export const texts: Shape = listOf(plainText);
export const textList: Shape = (node, path, problems) =>
  texts(
    typeof scalarValue(node) === 'string' ? { kind: 'list', at: node.at, items: [node] } : node,
    path,
    problems,
  );

/** `expose`: ports as texts or whole numbers. */
export const exposedPorts: Shape = (node, path, problems) =>
  listOf(plainText)(
    node.kind === 'scalar' && node.value !== null ? { kind: 'list', at: node.at, items: [node] } : node,
    path,
    problems,
  );

/** A switch that says something even when it is off. */
export const choice: Shape = (node, path, problems) => {
  if (isNull(node)) return undefined;
  const value = scalarValue(node);
  const read = typeof value === 'string' ? WORDS.get(value.toLowerCase()) : value;
  return typeof read === 'boolean' ? withValue(node, read) : refuse(node, path, problems, 'true or false');
};

/** A switch whose `false` means the same as absence. */
export const flag: Shape = (node, path, problems) => {
  const read = choice(node, path, problems);
  return read?.kind === 'scalar' && read.value === false ? undefined : read;
};

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'y', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', 'n', 'no', 'off'].map((word) => [word, false] as const),
]);

/** A whole number that says something even when it is 0. */
export function count(least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER): Shape {
  return (node, path, problems) => {
    if (isNull(node)) return undefined;
    const value = wholeNumber(node);
    if (value !== undefined && value >= least && value <= most) return withValue(node, value);
    const range = `${least === Number.MIN_SAFE_INTEGER ? '' : ` from ${least}`}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`}`;
    return refuse(node, path, problems, `a whole number${range}`);
  };
}

/** A whole number whose 0 means the same as absence. */
export function integer(least?: number, most?: number): Shape {
  const read = count(least, most);
  return (node, path, problems) => {
    const value = read(node, path, problems);
    return value?.kind === 'scalar' && value.value === 0 ? undefined : value;
  };
}

/** As `read`, but never text, which what stands in quotes or comes from a variable is: Compose does not convert it here. */
export function bare(read: Shape): Shape {
  return (node, path, problems) =>
    typeof scalarValue(node) === 'string'
      ? refuse(node, path, problems, 'a number that stands there itself, without quotes or a variable')
      : read(node, path, problems);
}

/** A fraction of single precision, printed with as few digits as tell it apart; 0 means the same as absence. */
export const fraction: Shape = (node, path, problems) => {
  if (isNull(node)) return undefined;
  const value = scalarValue(node);
  const isNumeral = typeof value === 'string' && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value);
  if (typeof value !== 'number' && !isNumeral) return refuse(node, path, problems, 'a number, as in 0.5');
  const single = Math.fround(Number(value));
  if (single === 0) return undefined;
  if (!Number.isFinite(single)) return refuse(node, path, problems, 'a number below 3.4e38');
  return withValue(node, shortest(single));
};

export function scalarValue(node: TreeNode): ScalarNode['value'] | undefined {
  return node.kind === 'scalar' ? node.value : undefined;
}

/** What follows the point of a number is cut off, as Compose does; in text it is refused. */
function wholeNumber(node: TreeNode): number | undefined {
  const value = scalarValue(node);
  if (typeof value === 'number') return Math.trunc(value);
  return typeof value === 'string' && /^[+-]?\d+$/.test(value) ? Number(value) : undefined;
}

function shortest(single: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(single.toPrecision(digits));
    if (Math.fround(candidate) === single) return candidate;
  }
  return Number(single.toPrecision(9));
}
