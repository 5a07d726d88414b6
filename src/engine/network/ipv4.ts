import ipaddr from 'ipaddr.js';

/** An IPv4 network: first address as a number, and prefix length. */
export interface Subnet {
  readonly base: number;
  readonly prefix: number;
}

/** @throws RangeError when it is not a dotted IPv4 address */
export function parseAddress(textual: string): number {
  if (!ipaddr.IPv4.isValidFourPartDecimal(textual)) throw new RangeError(`${textual} is not an IPv4 address`);
  return ipaddr.IPv4.parse(textual).octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}

export function addressBytes(address: number): Buffer {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(address >>> 0);
  return out;
}

/** The subnet that an address stands in. */
export function subnetOf(address: number, prefix: number): Subnet {
  const size = 2 ** (32 - prefix);
  return { base: Math.floor(address / size) * size, prefix };
}

/** @throws RangeError when it is not `a.b.c.d/n` */
export function parseSubnet(textual: string): Subnet {
  const match = /^([^/]+)\/(\d{1,2})$/.exec(textual);
  const prefix = Number(match?.[2]);
  if (match?.[1] === undefined || prefix > 32) {
    throw new RangeError(`${textual} is not an IPv4 network in CIDR notation`);
  }
  return subnetOf(parseAddress(match[1]), prefix);
}

export function formatSubnet(subnet: Subnet): string {
  return `${formatAddress(subnet.base)}/${subnet.prefix}`;
}

export function lastAddress(subnet: Subnet): number {
  return subnet.base + 2 ** (32 - subnet.prefix) - 1;
}

export function contains(subnet: Subnet, address: number): boolean {
  return address >= subnet.base && address <= lastAddress(subnet);
}

export function overlap(left: Subnet, right: Subnet): boolean {
  return left.base <= lastAddress(right) && right.base <= lastAddress(left);
}
