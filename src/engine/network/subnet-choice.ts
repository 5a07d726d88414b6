import { TscomposeError } from '../../base/errors.js';
import type { NetworkSpec } from '../../spec/objects.js';
import {
  contains,
  formatAddress,
  formatSubnet,
  lastAddress,
  overlap,
  parseAddress,
  parseSubnet,
  type Subnet,
} from './ipv4.js';

/** Somebody who already uses a range of addresses. */
export interface SubnetHolder {
  readonly subnet: Subnet;
  /** `network demo_default`, `interface eth0`, `a route of this machine`. */
  readonly holder: string;
  /** false: a route that a user may shadow knowingly, so it only keeps automatic choice away. */
  readonly exclusive: boolean;
}

export interface ChosenSubnet {
  readonly subnet: Subnet;
  readonly gateway: number;
}

const AUTOMATIC_PREFIX = 24;
/** Smallest network that has room for a gateway and a container. */
const LONGEST_PREFIX = 30;

/**
 * Docker's default pools, cut into /24 so that they last for thousands of networks. 172.17.0.0/16 comes last: a Docker
 * installed later wants it for its own bridge.
 */
const POOLS: readonly Subnet[] = [
  ...Array.from({ length: 14 }, (_, index) => parseSubnet(`172.${18 + index}.0.0/16`)),
  parseSubnet('192.168.0.0/16'),
  parseSubnet('172.17.0.0/16'),
];

/**
 * Subnet and gateway of a new network: those asked for, checked, or the first automatic one that clashes with nothing.
 * @throws NETWORK naming who holds the subnet; SUBNET_EXHAUSTED
 */
export function chooseSubnet(spec: NetworkSpec, holders: readonly SubnetHolder[]): ChosenSubnet {
  const subnet =
    spec.subnet === undefined ? automatic(spec.name, holders) : requested(spec.name, spec.subnet, holders);
  return { subnet, gateway: gatewayOf(spec, subnet) };
}

function automatic(name: string, holders: readonly SubnetHolder[]): Subnet {
  for (const pool of POOLS) {
    const size = 2 ** (32 - AUTOMATIC_PREFIX);
    for (let base = pool.base; base < lastAddress(pool); base += size) {
      const candidate: Subnet = { base, prefix: AUTOMATIC_PREFIX };
      if (!holders.some((holder) => overlap(holder.subnet, candidate))) return candidate;
    }
  }
  throw new TscomposeError('SUBNET_EXHAUSTED', `no free subnet is left for network ${name}`, {
    action: 'create network',
    subject: name,
    hint: 'Remove networks that are not needed, or give this one a subnet of its own in the stack file.',
  });
}

function requested(name: string, textual: string, holders: readonly SubnetHolder[]): Subnet {
  const subnet = parsed(name, 'subnet', textual, parseSubnet);
  if (subnet.prefix > LONGEST_PREFIX) {
    throw invalid(name, `subnet ${textual} is too small: /${LONGEST_PREFIX} is the smallest`);
  }
  if (formatSubnet(subnet) !== textual) {
    throw invalid(name, `subnet ${textual} has host bits set; did you mean ${formatSubnet(subnet)}?`);
  }
  const clash = holders.find((holder) => holder.exclusive && overlap(holder.subnet, subnet));
  if (clash !== undefined) {
    throw invalid(name, `subnet ${textual} overlaps ${formatSubnet(clash.subnet)} of ${clash.holder}`);
  }
  return subnet;
}

function gatewayOf(spec: NetworkSpec, subnet: Subnet): number {
  if (spec.gateway === undefined) return subnet.base + 1;
  const gateway = parsed(spec.name, 'gateway', spec.gateway, parseAddress);
  const usable = contains(subnet, gateway) && gateway !== subnet.base && gateway !== lastAddress(subnet);
  if (!usable) {
    throw invalid(
      spec.name,
      `gateway ${formatAddress(gateway)} is not a usable address of ${formatSubnet(subnet)}`,
    );
  }
  return gateway;
}

function parsed<T>(network: string, what: string, textual: string, parse: (text: string) => T): T {
  try {
    return parse(textual);
  } catch (error) {
    if (error instanceof RangeError) throw invalid(network, `${what}: ${error.message}`);
    throw error;
  }
}

function invalid(network: string, why: string): TscomposeError {
  return new TscomposeError('NETWORK', `cannot create network ${network}: ${why}`, {
    action: 'create network',
    subject: network,
  });
}
