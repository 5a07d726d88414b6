import { isNull, list, type TreeNode } from '../../tree.js';
import { bytes } from './amounts.js';
import { hosts } from './hosts.js';
import { environment, mapping } from './mappings.js';
import { fileMounts } from './mounts.js';
import { anyText, flag, scalarValue, text, textList, texts, withValue } from './scalars.js';
import { byKey, refuse, type Shape, struct } from './shape.js';
import { ulimits } from './ulimits.js';

/** `ssh`: the name of a key, or `NAME=PATH`, as the list form of the specification has them. */
const ssh: Shape = (node, path, problems) => {
  if (isNull(node)) return undefined;
  if (node.kind !== 'map') return refuse(node, path, problems, 'a list of SSH keys');
  const items = [...node.entries].sort(byKey).map(([name, { key, value }]): TreeNode => {
    const file = value.kind === 'scalar' && value.value !== null ? String(value.value) : '';
    return {
      ...withValue(value, file === '' ? name : `${name}=${file}`),
      at: isNull(value) ? key : value.at,
    };
  });
  return items.length === 0 ? undefined : list(node.at, items);
};

const written: Shape = (node, path, problems) => {
  const read = isNull(node) ? undefined : anyText(node, path, problems);
  return read === undefined || scalarValue(read) === '' ? undefined : read;
};

export const build: Shape = struct({
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  entitlements: texts,
  args: environment,
  provenance: written,
  sbom: written,
  ssh,
  labels: mapping,
  cache_from: textList,
  cache_to: textList,
  no_cache: flag,
  additional_contexts: mapping,
  pull: flag,
  extra_hosts: hosts,
  isolation: text,
  network: text,
  target: text,
  secrets: fileMounts,
  shm_size: bytes,
  tags: textList,
  ulimits,
  platforms: textList,
  privileged: flag,
});
