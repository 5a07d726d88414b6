import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, entriesOf, itemsOf, plainText, quote, type TreeNode } from '../tree.js';
import { didYouMean } from '../validate/near-miss.js';
import type { KnownStack } from './known-stack.js';

/** Services that a service depends on, by itself or because it shares something with them. */
export function checkDependencies(
  service: TreeNode,
  path: StackPath,
  known: KnownStack,
  problems: Problems,
): void {
  const dependencies = child(service, 'depends_on');
  for (const [name, { key, value }] of entriesOf(dependencies)) {
    const isOptional = plainText(child(value, 'required')) === 'false';
    if (isOptional && child(child(known.disabled, name), 'profiles') !== undefined) continue;
    const where = impliedBy(service, key) ?? ['depends_on', name];
    checkServiceName(name, key, [...path, ...where], known, problems);
  }
  const mode = child(service, 'network_mode');
  const other = /^service:(.*)$/s.exec(plainText(mode))?.[1];
  if (mode === undefined || other === undefined || child(dependencies, other) !== undefined) return;
  checkServiceName(other, mode.at, [...path, 'network_mode'], known, problems);
}

/** Reports a name that no active service has. @returns whether there is such a service */
export function checkServiceName(
  name: string,
  at: Place,
  path: StackPath,
  known: KnownStack,
  problems: Problems,
): boolean {
  const services = known.names.services;
  if (services.has(name)) return true;
  const profiles = itemsOf(child(child(known.disabled, name), 'profiles')).map((profile) =>
    quote(plainText(profile)),
  );
  const message =
    profiles.length === 0
      ? `there is no service ${quote(name)}${didYouMean(name, [...services])}`
      : `services.${name} is left out: none of its profiles (${profiles.join(', ')}) is active`;
  problems.add(at, path, message);
  return false;
}

const SHARING = ['links', 'volumes_from', 'network_mode', 'ipc', 'pid', 'uts', 'cgroup'];

/** The attribute that a dependency follows from, by the place that both have. */
function impliedBy(service: TreeNode, { source, offset }: Place): StackPath | undefined {
  for (const key of SHARING) {
    const node = child(service, key);
    const items = node?.kind === 'list' ? node.items : node === undefined ? [] : [node];
    const index = items.findIndex(({ at }) => at.source === source && at.offset === offset);
    if (index >= 0) return node?.kind === 'list' ? [key, index] : [key];
  }
  return undefined;
}
