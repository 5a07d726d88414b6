import { type Change, rewrite } from '../rewrite.js';
import { child, implied, type MapNode, type TreeNode, withValues } from '../tree.js';

/** Fills in what Compose takes for granted where the file says nothing. */
export function setDefaults(root: MapNode): MapNode {
  return rewrite(root, DEFAULTS);
}

/** The node with values for the keys that it lacks. */
export function withDefaults(node: TreeNode, defaults: Readonly<Record<string, TreeNode>>): TreeNode {
  if (node.kind !== 'map') return node;
  const missing = Object.entries(defaults).filter(([key]) => !node.entries.has(key));
  return missing.length === 0 ? node : withValues(node, Object.fromEntries(missing));
}

const allDevices: Change = (node) =>
  child(node, 'count') === undefined && child(node, 'device_ids') === undefined
    ? withDefaults(node, { count: implied(node.at, 'all') })
    : node;

const DEFAULTS: Readonly<Record<string, Change>> = {
  'services.*.build': (node) => withDefaults(node, { context: implied(node.at, '.') }),
  'services.*.secrets.*': (node) => {
    const source = child(node, 'source');
    const name = source?.kind === 'scalar' ? String(source.value) : '';
    return withDefaults(node, { target: implied(source?.at ?? node.at, `/run/secrets/${name}`) });
  },
  'services.*.ports.*': (node) =>
    withDefaults(node, { protocol: implied(node.at, 'tcp'), mode: implied(node.at, 'ingress') }),
  'services.*.deploy.resources.reservations.devices.*': allDevices,
  'services.*.gpus.*': allDevices,
};
