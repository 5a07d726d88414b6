import ipaddr from 'ipaddr.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import {
  child,
  entriesOf,
  itemsOf,
  keyPlace,
  type MapNode,
  plainText,
  quote,
  type TreeNode,
} from '../tree.js';
import { checkFileSources } from './check-file-sources.js';
import { warnOfAddresses } from './check-subnets.js';

/** Rules about single parts of the merged files that the schema cannot express. */
export function checkStack(stack: MapNode, problems: Problems): void {
  for (const [name, { value }] of entriesOf(child(stack, 'volumes'))) {
    checkExternal(value, ['volumes', name], problems);
  }
  for (const [name, { value }] of entriesOf(child(stack, 'networks'))) {
    warnOfExternal(value, ['networks', name], problems);
    warnOfAddresses(value, ['networks', name], problems);
  }
  checkFileSources(stack, 'configs', ['file', 'environment', 'content'], problems);
  checkFileSources(stack, 'secrets', ['file', 'environment'], problems);
  for (const [name, { value }] of entriesOf(child(stack, 'services'))) {
    checkServiceParts(value, ['services', name], problems);
  }
}

/** A volume that exists already has its settings already. */
function checkExternal(volume: TreeNode, path: StackPath, problems: Problems): void {
  for (const key of settingsBesideExternal(volume)) {
    const message = `cannot stand beside "external"; a volume that exists already is taken as it is`;
    problems.add(keyPlace(volume, key), [...path, key], message, child(volume, key));
  }
}

/** Docker Compose passes over such settings of networks without a word. */
function warnOfExternal(network: TreeNode, path: StackPath, problems: Problems): void {
  for (const key of settingsBesideExternal(network)) {
    problems.warn(keyPlace(network, key), [...path, key], 'has no effect beside "external"');
  }
}

function settingsBesideExternal(resource: TreeNode): readonly string[] {
  if (plainText(child(resource, 'external')) !== 'true') return [];
  const keys = [...entriesOf(resource)].map(([key]) => key);
  return keys.filter((key) => !['name', 'external'].includes(key) && !key.startsWith('x-'));
}

function checkServiceParts(service: TreeNode, path: StackPath, problems: Problems): void {
  for (const [index, port] of itemsOf(child(service, 'ports')).entries()) {
    const ip = child(port, 'host_ip');
    if (ip === undefined || isAddress(plainText(ip)) || problems.isRefused(ip)) continue;
    problems.add(
      ip.at,
      [...path, 'ports', index, 'host_ip'],
      `${quote(plainText(ip))} is not an IP address`,
      ip,
    );
  }
  for (const [index, rule] of itemsOf(child(child(service, 'develop'), 'watch')).entries()) {
    const watched = child(rule, 'path');
    if (watched === undefined || plainText(watched) !== '') continue;
    problems.add(watched.at, [...path, 'develop', 'watch', index, 'path'], 'is empty', watched);
  }
  const reservations = child(child(child(service, 'deploy'), 'resources'), 'reservations');
  checkRequests(child(service, 'gpus'), [...path, 'gpus'], problems);
  const devices = [...path, 'deploy', 'resources', 'reservations', 'devices'];
  checkRequests(child(reservations, 'devices'), devices, problems);
}

function checkRequests(requests: TreeNode | undefined, path: StackPath, problems: Problems): void {
  for (const [index, request] of itemsOf(requests).entries()) {
    const ids = child(request, 'device_ids');
    if (ids === undefined || child(request, 'count') === undefined) continue;
    const message = '"device_ids" cannot stand beside "count"; leave one of them out';
    problems.add(keyPlace(request, 'device_ids'), [...path, index], message, ids);
  }
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes('%'));
}
