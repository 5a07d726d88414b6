import type { Subnet } from '../ipv4.js';
import { formatAddress, subnetOf } from '../ipv4.js';
import { attribute, be32, decodeAttributes, u32 } from './attribute.js';
import { FLAG, type NetlinkMessage } from './message.js';

/** IPv4 addresses and routes by rtnetlink(7): struct ifaddrmsg and struct rtmsg. */

const RTM_NEWADDR = 20;
const RTM_GETADDR = 22;
const RTM_NEWROUTE = 24;
const RTM_GETROUTE = 26;
const AF_INET = 2;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_BROADCAST = 4;
const RTA_DST = 1;
const RTA_GATEWAY = 5;
const RT_TABLE_MAIN = 254;
const RTPROT_STATIC = 4;
const RTN_UNICAST = 1;
const RTN_LOCAL = 2;
const RTN_BROADCAST = 3;
const RTN_ANYCAST = 4;
const RTN_MULTICAST = 5;

/** @param address IPv4 address as a number */
export function addAddress(linkIndex: number, address: number, prefix: number): NetlinkMessage {
  const broadcast = (address | (2 ** (32 - prefix) - 1)) >>> 0;
  return {
    type: RTM_NEWADDR,
    // Replace: the same address given again is success.
    flags: FLAG.ACK | FLAG.CREATE | FLAG.REPLACE,
    what: `give address ${formatAddress(address)}/${prefix}`,
    body: Buffer.concat([
      Buffer.from([AF_INET, prefix, 0, 0]),
      u32(linkIndex),
      attribute(IFA_LOCAL, be32(address)),
      attribute(IFA_ADDRESS, be32(address)),
      ...(prefix < 31 ? [attribute(IFA_BROADCAST, be32(broadcast))] : []),
    ]),
  };
}

/** @param gateway IPv4 address as a number, on a network that the namespace is on */
export function addDefaultRoute(gateway: number): NetlinkMessage {
  return {
    type: RTM_NEWROUTE,
    flags: FLAG.ACK | FLAG.CREATE | FLAG.REPLACE,
    what: `add the default route by ${formatAddress(gateway)}`,
    body: Buffer.concat([
      Buffer.from([AF_INET, 0, 0, 0, RT_TABLE_MAIN, RTPROT_STATIC, 0, RTN_UNICAST]),
      u32(0),
      attribute(RTA_GATEWAY, be32(gateway)),
    ]),
  };
}

export function listAddresses(): NetlinkMessage {
  return {
    type: RTM_GETADDR,
    flags: FLAG.DUMP,
    what: 'list addresses',
    body: Buffer.from([AF_INET, 0, 0, 0, 0, 0, 0, 0]),
  };
}

export function listRoutes(): NetlinkMessage {
  return {
    type: RTM_GETROUTE,
    flags: FLAG.DUMP,
    what: 'list routes',
    body: Buffer.concat([Buffer.from([AF_INET]), Buffer.alloc(11)]),
  };
}

/** An address of this machine with the subnet it stands in. */
export interface HostAddress {
  readonly linkIndex: number;
  readonly address: number;
  readonly subnet: Subnet;
}

type Replies = readonly { readonly type: number; readonly payload: Buffer }[];

export function decodeAddresses(replies: Replies): readonly HostAddress[] {
  return replies
    .filter((reply) => reply.type === RTM_NEWADDR && reply.payload.length >= 8)
    .flatMap(({ payload }) => {
      const attributes = decodeAttributes(payload.subarray(8));
      const local = attributes.get(IFA_LOCAL) ?? attributes.get(IFA_ADDRESS);
      if (payload[0] !== AF_INET || local === undefined) return [];
      const address = local.readUInt32BE(0);
      return [
        { linkIndex: payload.readUInt32LE(4), address, subnet: subnetOf(address, payload.readUInt8(1)) },
      ];
    });
}

/** Destinations of the machine's routes in every table, without the default route and what the kernel adds by itself. */
export function decodeRoutes(replies: Replies): readonly Subnet[] {
  const own: readonly number[] = [RTN_LOCAL, RTN_BROADCAST, RTN_ANYCAST, RTN_MULTICAST];
  return replies
    .filter((reply) => reply.type === RTM_NEWROUTE && reply.payload.length >= 12)
    .flatMap(({ payload }) => {
      const prefix = payload.readUInt8(1);
      const destination = decodeAttributes(payload.subarray(12)).get(RTA_DST);
      if (payload[0] !== AF_INET || prefix === 0 || destination === undefined) return [];
      if (own.includes(payload.readUInt8(7))) return [];
      return [subnetOf(destination.readUInt32BE(0), prefix)];
    });
}
