import { posix } from 'node:path';
import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import { rewrite } from '../rewrite.js';
import {
  child,
  type Entry,
  entriesOf,
  implied,
  isNull,
  type MapNode,
  map,
  type TreeNode,
  withValues,
} from '../tree.js';
import { impliedDependencies } from './implied-dependencies.js';
import { withDefaults } from './set-defaults.js';

/**
 * Says what a stack implies: its name, the default network, dependencies that follow from shared namespaces, full names.
 * @param root canonical, with paths and names without a value resolved
 * @param name of the stack, which full names of networks and volumes begin with
 */
export function normaliseStack(root: MapNode, name: string): MapNode {
  const services = child(root, 'services');
  const connected = rewrite(root, { 'services.*': onDefaultNetwork });
  const withNetworks = [...entriesOf(child(connected, 'services'))].some(([, { value }]) =>
    usesDefault(value),
  )
    ? withDefaultNetwork(connected, services?.at ?? root.at)
    : connected;
  const named = (key: string) => ({
    [`${key}.*`]: (node: TreeNode, path: readonly (string | number)[]) =>
      withFullName(node, String(path.at(-1)), name),
  });
  const withName = withValues(withNetworks, { name: implied(root.at, name) });
  return rewrite(withName, {
    'services.*': impliedDependencies,
    'services.*.pull_policy': (node) =>
      node.kind === 'scalar' && node.value === 'if_not_present' ? { ...node, value: 'missing' } : node,
    'services.*.build': buildDefaults,
    'services.*.volumes.*.target': cleanTarget,
    ...named('networks'),
    ...named('volumes'),
    ...named('configs'),
    ...named('secrets'),
  });
}

/** What is connected to nothing else is on the network `default`, unless it has no network of its own. */
function onDefaultNetwork(service: TreeNode, _: StackPath, key?: Place): TreeNode {
  if (service.kind !== 'map' || service.entries.has('provider') || service.entries.has('network_mode')) {
    return service;
  }
  const networks = service.entries.get('networks');
  if (networks?.value.kind === 'map' && networks.value.entries.size > 0) return service;
  if (networks !== undefined && networks.value.kind !== 'map' && !isNull(networks.value)) return service;
  const at = networks?.value.at ?? key ?? service.at;
  return withValues(service, { networks: map(at, { default: implied(at, null) }) });
}

function usesDefault(service: TreeNode): boolean {
  return (
    child(service, 'provider') === undefined &&
    child(service, 'network_mode') === undefined &&
    child(child(service, 'networks'), 'default') !== undefined
  );
}

function withDefaultNetwork(root: MapNode, at: Place): MapNode {
  const networks = child(root, 'networks');
  if (child(networks, 'default') !== undefined) return root;
  const entries = new Map<string, Entry>(entriesOf(networks));
  entries.set('default', { key: at, value: implied(at, null) });
  return withValues(root, { networks: { kind: 'map', at: networks?.at ?? at, entries } });
}

function buildDefaults(build: TreeNode): TreeNode {
  const dockerfile =
    isNull(child(build, 'dockerfile')) && isNull(child(build, 'dockerfile_inline'))
      ? { dockerfile: implied(build.at, 'Dockerfile') }
      : {};
  return withDefaults(build, { context: implied(build.at, '.'), ...dockerfile });
}

function cleanTarget(node: TreeNode): TreeNode {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  const clean = posix.normalize(node.value);
  const value = clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
  return value === node.value ? node : { ...node, value };
}

/** A resource has the stack's name before its own, unless the file names it or it is there already. */
function withFullName(node: TreeNode, key: string, stack: string): TreeNode {
  const resource = isNull(node) ? map(node.at, {}) : node;
  if (resource.kind !== 'map' || !isNull(child(resource, 'name'))) return resource;
  const external = child(resource, 'external');
  const isExternal = external?.kind === 'scalar' && external.value === true;
  return withValues(resource, { name: implied(resource.at, isExternal ? key : `${stack}_${key}`) });
}
