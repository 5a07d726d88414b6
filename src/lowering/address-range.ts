import ipaddr from 'ipaddr.js';
import type { AddressRange, Network } from '../model/network.js';
import type { NetworkSpec } from '../spec/objects.js';
import { invalid } from './invalid.js';

type Path = readonly (string | number)[];

/**
 * The subnet and gateway that a network asks for.
 * @throws TscomposeError STACK_FILE_INVALID
 */
export function lowerAddressRange({ ipam }: Network, path: Path): Pick<NetworkSpec, 'subnet' | 'gateway'> {
  const [range, second] = ipam.config ?? [];
  const at = [...path, 'ipam', 'config'];
  if (second !== undefined) throw invalid([...at, 1], 'a network of more than one subnet is not supported');
  return range === undefined ? {} : checked(range, [...at, 0]);
}

function checked({ subnet, gateway }: AddressRange, path: Path): Pick<NetworkSpec, 'subnet' | 'gateway'> {
  if (subnet !== undefined && !ipaddr.IPv4.isValidCIDRFourPartDecimal(subnet)) {
    const problem = ipaddr.IPv6.isValidCIDR(subnet)
      ? 'subnets of IPv6 are not supported'
      : `"${subnet}" is not a subnet, as in "10.20.0.0/24"`;
    throw invalid([...path, 'subnet'], problem);
  }
  if (gateway !== undefined && !ipaddr.IPv4.isValidFourPartDecimal(gateway)) {
    throw invalid([...path, 'gateway'], `"${gateway}" is not an IPv4 address`);
  }
  if (subnet !== undefined && gateway !== undefined) {
    if (!ipaddr.IPv4.parse(gateway).match(ipaddr.IPv4.parseCIDR(subnet))) {
      throw invalid([...path, 'gateway'], `${gateway} is not in the subnet ${subnet}`);
    }
  }
  return { ...(subnet === undefined ? {} : { subnet }), ...(gateway === undefined ? {} : { gateway }) };
}
