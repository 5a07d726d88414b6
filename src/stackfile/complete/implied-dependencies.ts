import { child, type Entry, entriesOf, implied, map, type TreeNode, withValues } from '../tree.js';

/** Attributes by which a service shares a namespace of another one, as in `network_mode: service:db`. */
const SHARED = ['network_mode', 'ipc', 'pid', 'uts', 'cgroup'];

/** A service depends on those that it links to, shares a namespace with, or takes volumes from. */
export function impliedDependencies(service: TreeNode): TreeNode {
  if (service.kind !== 'map') return service;
  const written = child(service, 'depends_on');
  if (written !== undefined && written.kind !== 'map') return service;
  const entries = new Map<string, Entry>(entriesOf(written));
  const imply = (name: string, node: TreeNode, restart: boolean) => {
    if (name === '' || entries.has(name)) return;
    const { at } = node;
    entries.set(name, {
      key: at,
      value: map(at, {
        condition: implied(at, 'service_started'),
        restart: restart ? implied(at, true) : undefined,
        required: implied(at, true),
      }),
    });
  };
  for (const link of textsOf(child(service, 'links'))) imply(linkedService(link.text), link.node, true);
  for (const attribute of SHARED) {
    const node = child(service, attribute);
    if (node?.kind !== 'scalar' || typeof node.value !== 'string') continue;
    if (node.value.startsWith('service:')) imply(node.value.slice('service:'.length), node, true);
  }
  for (const { text, node } of textsOf(child(service, 'volumes_from'))) {
    if (!text.startsWith('container:')) imply(text.split(':')[0] ?? '', node, false);
  }
  if (entries.size === 0) return service;
  const at = written?.at ?? [...entries.values()][0]?.value.at ?? service.at;
  return withValues(service, { depends_on: { ...(written ?? {}), kind: 'map', at, entries } });
}

/** `db:database` names the service before its alias. */
function linkedService(link: string): string {
  const parts = link.split(':');
  return parts.length === 2 ? (parts[0] ?? '') : link;
}

function textsOf(node: TreeNode | undefined): readonly { readonly text: string; readonly node: TreeNode }[] {
  if (node?.kind !== 'list') return [];
  return node.items.flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' ? [{ text: item.value, node: item }] : [],
  );
}
