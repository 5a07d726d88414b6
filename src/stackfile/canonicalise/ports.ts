import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import { child, map, quote, type ScalarNode, scalar, type TreeNode } from '../tree.js';
import { type Canonicaliser, type Context, flatMapItems, refuse, withValue } from './context.js';
import { isAddress, type PortSpec, parsePortRange, parsePortSpec } from './port-spec.js';

/** `ports`: every short form becomes as many long ones as it has container ports. */
export const ports: Canonicaliser = (node, path, context) =>
  flatMapItems(node, path, context, (item, itemPath) =>
    item.kind === 'scalar' ? shortPort(item, itemPath, context) : [longPort(item, itemPath, context)],
  );

function shortPort(item: ScalarNode, path: StackPath, context: Context): readonly TreeNode[] {
  const text = String(item.value);
  const spec = parsePortSpec(text);
  if ('problem' in spec) {
    refuse(item, path, context, `${quote(text)}: ${spec.problem}`);
    return [];
  }
  const count = spec.container.last - spec.container.first + 1;
  return Array.from({ length: count }, (_, index) => portAt(item.at, spec, index));
}

function portAt(at: Place, { hostIp, host, container, protocol }: PortSpec, index: number): TreeNode {
  const several = container.last > container.first;
  let published: string | undefined;
  if (host !== undefined && several) published = `${host.first + index}`;
  else if (host !== undefined) published = rangeText(host.first, host.last);
  return map(at, {
    mode: scalar(at, 'ingress'),
    host_ip: hostIp === undefined ? undefined : scalar(at, hostIp),
    target: scalar(at, container.first + index),
    published: published === undefined ? undefined : scalar(at, published),
    protocol: scalar(at, protocol),
  });
}

function longPort(item: TreeNode, path: StackPath, context: Context): TreeNode {
  const { at } = item;
  return map(at, {
    mode: usable(item, 'mode', context) ?? scalar(at, 'ingress'),
    host_ip: hostAddress(usable(item, 'host_ip', context), [...path, 'host_ip'], context),
    target: usable(item, 'target', context),
    published: published(usable(item, 'published', context), [...path, 'published'], context),
    protocol: usable(item, 'protocol', context) ?? scalar(at, 'tcp'),
  });
}

function usable(item: TreeNode, key: string, context: Context): ScalarNode | undefined {
  const node = child(item, key);
  return node?.kind === 'scalar' && !context.problems.isRefused(node) ? node : undefined;
}

function hostAddress(node: ScalarNode | undefined, path: StackPath, context: Context): TreeNode | undefined {
  if (node === undefined || node.value === '') return undefined;
  const text = String(node.value);
  return isAddress(text) ? node : refuse(node, path, context, `${quote(text)} is not an IP address`);
}

function published(node: ScalarNode | undefined, path: StackPath, context: Context): TreeNode | undefined {
  if (node === undefined || node.value === '' || node.value === 0 || node.value === '0') return undefined;
  const range = parsePortRange(String(node.value));
  if (range !== undefined) return withValue(node, rangeText(range.first, range.last));
  const message = `has to be a port from 1 to 65535, or a range like "8000-8010", but is ${quote(String(node.value))}`;
  return refuse(node, path, context, message);
}

function rangeText(first: number, last: number): string {
  return first === last ? `${first}` : `${first}-${last}`;
}
