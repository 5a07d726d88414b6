import { parseByteSize } from '../../base/byte-size.js';
import type { StackPath } from '../positions.js';
import { child, map, quote, type ScalarNode, scalar, type TreeNode, withValues } from '../tree.js';
import {
  asIs,
  type Canonicaliser,
  type Context,
  canonicaliseMap,
  flatMapItems,
  onlyTrue,
  refuse,
  text,
  withValue,
} from './context.js';
import { containerPath, hostPath, looksLikePath } from './host-path.js';
import { parseVolumeSpec } from './volume-spec.js';

/** `volumes` of a service, in the long form. */
export const serviceVolumes: Canonicaliser = (node, path, context) =>
  flatMapItems(node, path, context, (item, itemPath) => {
    const volume =
      item.kind === 'scalar' ? shortVolume(item, itemPath, context) : longVolume(item, itemPath, context);
    return volume === undefined ? [] : [volume];
  });

function shortVolume(item: ScalarNode, path: StackPath, context: Context): TreeNode | undefined {
  const value = String(item.value);
  const spec = parseVolumeSpec(value);
  if ('problem' in spec) return refuse(item, path, context, `${quote(value)} ${spec.problem}`);
  const { at } = item;
  for (const option of spec.ignored) {
    context.problems.warn(at, path, `the option ${quote(option)} has no effect with tscompose`);
  }
  const yes = scalar(at, true);
  const isBind = spec.source !== undefined && looksLikePath(spec.source);
  const noCopy = spec.noCopy ? { nocopy: yes } : {};
  if (!isBind && /^[a-zA-Z]:/.test(spec.target)) {
    context.problems.warn(
      at,
      path,
      'a single letter before a colon is a Windows drive, not a volume, to Compose',
    );
  }
  return map(at, {
    type: scalar(at, isBind ? 'bind' : 'volume'),
    source:
      spec.source === undefined
        ? undefined
        : scalar(at, isBind ? hostPath(spec.source, context) : spec.source),
    target: scalar(at, containerPath(spec.target)),
    read_only: spec.readOnly ? yes : undefined,
    bind: isBind
      ? map(at, {
          create_host_path: yes,
          propagation: spec.propagation === undefined ? undefined : scalar(at, spec.propagation),
        })
      : undefined,
    volume: !isBind || spec.noCopy ? map(at, noCopy) : undefined,
  });
}

function longVolume(item: TreeNode, path: StackPath, context: Context): TreeNode | undefined {
  const volume = canonicaliseMap(item, path, context, LONG_FORM);
  if (volume === undefined) return undefined;
  const type = child(volume, 'type');
  const source = child(volume, 'source');
  if (type?.kind !== 'scalar') return undefined;
  if (source?.kind !== 'scalar') {
    return type.value === 'bind' ? refuse(item, path, context, 'a bind mount needs a "source"') : volume;
  }
  if (type.value === 'tmpfs') return refuse(source, [...path, 'source'], context, 'a tmpfs has no source');
  if (type.value !== 'bind') return volume;
  return withValues(volume, { source: withValue(source, hostPath(String(source.value), context)) });
}

const size: Canonicaliser = (node, path, context) => {
  if (node.kind !== 'scalar') return undefined;
  const bytes = parseByteSize(String(node.value));
  if (bytes !== undefined) return bytes === 0 ? undefined : withValue(node, String(bytes));
  return refuse(node, path, context, `${quote(String(node.value))} is not a byte size, as in "64m" or "1g"`);
};

const LONG_FORM: Readonly<Record<string, Canonicaliser>> = {
  type: asIs,
  source: text,
  target: (node) => (node.kind === 'scalar' ? withValue(node, containerPath(String(node.value))) : undefined),
  read_only: onlyTrue,
  bind: (node, path, context) =>
    canonicaliseMap(node, path, context, { create_host_path: onlyTrue, propagation: text }),
  volume: (node, path, context) => canonicaliseMap(node, path, context, { nocopy: onlyTrue }),
  tmpfs: (node, path, context) => canonicaliseMap(node, path, context, { size, mode: asIs }),
};
