import { TscomposeError } from '../../base/errors.js';
import type { ObservedNetwork } from '../../spec/objects.js';
import {
  contains,
  formatAddress,
  formatSubnet,
  lastAddress,
  parseAddress,
  parseSubnet,
  type Subnet,
} from './ipv4.js';

/**
 * The lowest free address for a container: neither the network's own, its broadcast address, the gateway nor a taken one.
 * @throws SUBNET_EXHAUSTED
 */
export function chooseAddress(
  network: string,
  subnet: Subnet,
  gateway: number,
  taken: readonly string[],
): string {
  const used = new Set(taken.map(parseAddress));
  for (let address = subnet.base + 1; address < lastAddress(subnet); address++) {
    if (address !== gateway && !used.has(address)) return formatAddress(address);
  }
  throw new TscomposeError(
    'SUBNET_EXHAUSTED',
    `network ${network} has no free address left in ${formatSubnet(subnet)}`,
    {
      action: 'give an address',
      subject: network,
      hint: 'Remove containers that are not needed, or give the network a larger subnet.',
    },
  );
}

/** Who has an address. */
export interface AddressHolder {
  readonly address: string;
  readonly name: string;
  /** It runs. */
  readonly attached: boolean;
}

/** An address that was asked for by name. @throws NETWORK when it cannot be had */
export function claimAddress(
  { spec, subnet, gateway }: ObservedNetwork,
  wanted: string,
  holders: readonly AddressHolder[],
): string {
  const fail = (problem: string, hint?: string) =>
    new TscomposeError('NETWORK', problem, {
      action: 'give an address',
      subject: spec.name,
      ...(hint === undefined ? {} : { hint }),
    });
  if (spec.subnet === undefined) {
    throw fail(
      `the network ${spec.name} has no subnet of its own choice, so that ${wanted} cannot be asked for there`,
      'Give it one: ipam.config.subnet.',
    );
  }
  const range = parseSubnet(subnet);
  const address = parseAddress(wanted);
  if (!contains(range, address))
    throw fail(`the network ${spec.name} (${subnet}) does not contain ${wanted}`);
  if (wanted === gateway) throw fail(`${wanted} is the gateway of the network ${spec.name}`);
  if (address === range.base || address === lastAddress(range)) {
    throw fail(`${wanted} is no address of a container: it stands for the whole of ${subnet}`);
  }
  const holder = holders.find((one) => one.attached && one.address === wanted);
  if (holder !== undefined) throw fail(`the address ${wanted} is in use by ${holder.name}`);
  return wanted;
}
