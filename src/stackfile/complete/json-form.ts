import { type Change, rewrite } from '../rewrite.js';
import { child, type Entry, entriesOf, type MapNode, type TreeNode, withValues } from '../tree.js';

/**
 * The typed tree as `config --format json` prints it: without extensions below the top level and without the
 * models, with the names of Compose's own types for devices of `blkio_config`.
 */
export function jsonForm(root: MapNode): MapNode {
  const bare = withoutExtensions(root);
  const kept = withReady(bare.kind === 'map' ? bare : root, root);
  return rewrite(kept, CHANGES);
}

/** `x-ready` is ours: the engine, which gets this form, honours it. */
function withReady(bare: MapNode, root: MapNode): MapNode {
  const services = child(bare, 'services');
  if (services?.kind !== 'map') return bare;
  const ready = [...entriesOf(child(root, 'services'))].flatMap(([name, { value }]) => {
    const node = child(value, 'x-ready');
    return node === undefined ? [] : [[name, node] as const];
  });
  if (ready.length === 0) return bare;
  const changed = ready.flatMap(([name, node]) => {
    const service = child(services, name);
    return service?.kind === 'map' ? [[name, withValues(service, { 'x-ready': node })] as const] : [];
  });
  return withValues(bare, { services: withValues(services, Object.fromEntries(changed)) });
}

const capitalKeys: Change = (node) => {
  if (node.kind !== 'map') return node;
  const entries = [...node.entries].map(([key, entry]): [string, Entry] => [capitalised(key), entry]);
  return { ...node, entries: new Map(entries) };
};

const CHANGES: Readonly<Record<string, Change>> = {
  models: () => undefined,
  'services.*.blkio_config.device_read_bps.*': capitalKeys,
  'services.*.blkio_config.device_read_iops.*': capitalKeys,
  'services.*.blkio_config.device_write_bps.*': capitalKeys,
  'services.*.blkio_config.device_write_iops.*': capitalKeys,
  'services.*.blkio_config.weight_device.*': capitalKeys,
  'services.*.env_file.*': (file) => (isRequired(file) ? child(file, 'path') : file),
};

/** Whether an env file has to be there; it is printed by its path alone then. */
export function isRequired(file: TreeNode): boolean {
  const required = child(file, 'required');
  return required?.kind === 'scalar' && required.value === true;
}

function withoutExtensions(node: TreeNode): TreeNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') {
    const items = node.items.map(withoutExtensions);
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  let same = true;
  const entries = new Map<string, Entry>();
  for (const [key, entry] of node.entries) {
    if (entry.extension === true) same = false;
    else {
      const value = withoutExtensions(entry.value);
      same &&= value === entry.value;
      entries.set(key, value === entry.value ? entry : { ...entry, value });
    }
  }
  return same ? node : { ...node, entries };
}

function capitalised(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}
