import type { StackPath } from '../positions.js';
import { implied, map, quote, type ScalarNode, type TreeNode } from '../tree.js';
import { type CanonicaliseContext, type Canonicaliser, part, refuse, withTarget } from './context.js';
import { type PortSpec, parsePortSpec } from './port-spec.js';

/** `ports`: every short form becomes as many long ones as it has container ports. */
export const ports: Canonicaliser = (node, path, context) => {
  if (node.kind !== 'list') return node;
  for (const [index, item] of node.items.entries()) withTarget(item, [...path, index], context);
  if (node.items.every(({ kind }) => kind === 'map')) return node;
  const items = node.items.flatMap((item, index) =>
    item.kind === 'scalar' && !context.problems.isRefused(item)
      ? shortPort(item, [...path, index], context)
      : [item],
  );
  return { ...node, items };
};

function shortPort(item: ScalarNode, path: StackPath, context: CanonicaliseContext): readonly TreeNode[] {
  const text = String(item.value);
  const spec = parsePortSpec(text);
  if ('problem' in spec) {
    const kept = refuse(item, path, context, `${quote(text)}: ${spec.problem}`);
    return kept === undefined ? [] : [kept];
  }
  const count = spec.container.last - spec.container.first + 1;
  return (
    Array.from({ length: count }, (_, index) => portAt(item, spec, index))
      // The order of Compose, which sorts container ports as text.
      .sort((left, right) => (left.key < right.key ? -1 : 1))
      .map(({ port }) => port)
  );
}

function portAt(item: ScalarNode, { hostIp, host, container, protocol }: PortSpec, index: number) {
  const target = container.first + index;
  let published: string | undefined;
  if (host !== undefined && container.last > container.first) published = `${host.first + index}`;
  else if (host !== undefined)
    published = host.first === host.last ? `${host.first}` : `${host.first}-${host.last}`;
  const port = map(item.at, {
    mode: implied(item.at, 'ingress'),
    host_ip: hostIp === undefined ? undefined : part(item, hostIp),
    target: part(item, target),
    published: published === undefined ? undefined : part(item, published),
    protocol: part(item, protocol),
  });
  return { key: String(target), port };
}
