import ipaddr from 'ipaddr.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, itemsOf, plainText, quote, type TreeNode } from '../tree.js';

/** Docker Compose leaves addresses of networks to the engine, which refuses wrong ones; so they bring a warning. */
export function warnOfAddresses(network: TreeNode, path: StackPath, problems: Problems): void {
  for (const [index, range] of itemsOf(child(child(network, 'ipam'), 'config')).entries()) {
    const at = [...path, 'ipam', 'config', index];
    const subnet = child(range, 'subnet');
    if (subnet === undefined) continue;
    const text = plainText(subnet);
    if (!ipaddr.isValidCIDR(text)) {
      problems.warn(subnet.at, [...at, 'subnet'], `${quote(text)} is not a subnet such as "10.20.0.0/24"`);
      continue;
    }
    const gateway = child(range, 'gateway');
    if (gateway === undefined || isWithin(plainText(gateway), text)) continue;
    problems.warn(gateway.at, [...at, 'gateway'], `${plainText(gateway)} is not in the subnet ${text}`);
  }
}

function isWithin(address: string, subnet: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  const [base, bits] = ipaddr.parseCIDR(subnet);
  return parsed.kind() === base.kind() && parsed.match(base, bits);
}
