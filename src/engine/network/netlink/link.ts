import { attribute, decodeAttributes, decodeText, nested, text, u8, u32 } from './attribute.js';
import { FLAG, type NetlinkMessage } from './message.js';

/** Links by rtnetlink(7): struct ifinfomsg and the IFLA attributes of include/uapi/linux/if_link.h. */

const RTM_NEWLINK = 16;
const RTM_DELLINK = 17;
const RTM_GETLINK = 18;
const RTM_SETLINK = 19;

const IFLA = {
  ADDRESS: 1,
  IFNAME: 3,
  MTU: 4,
  MASTER: 10,
  LINKINFO: 18,
  IFALIAS: 20,
  AF_SPEC: 26,
  GROUP: 27,
  NET_NS_FD: 28,
} as const;
const INFO_KIND = 1;
const INFO_DATA = 2;
const INFO_SLAVE_KIND = 4;
const INFO_SLAVE_DATA = 5;
const VETH_INFO_PEER = 1;
const BRPORT_MODE = 4;
const AF_INET = 2;
const AF_INET6 = 10;
const INET_CONF = 1;
const DEVCONF_ROUTE_LOCALNET = 26;
const INET6_ADDR_GEN_MODE = 8;
const ADDR_GEN_MODE_NONE = 1;
const IFF_UP = 1;

/** A link as the kernel lists it. */
export interface Link {
  readonly index: number;
  readonly name: string;
  readonly up: boolean;
  readonly mtu: number;
}

function ifinfo(upFlag: 'up' | 'as-is' = 'as-is'): Buffer {
  const flags = upFlag === 'up' ? IFF_UP : 0;
  return Buffer.concat([u32(0), u32(0), u32(flags), u32(flags)]);
}

/** `02:42:c0:a8:00:02`, Docker's way to tell a MAC address from an IPv4 address: stable over restarts. */
export function macOf(address: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x02, 0x42]), address]);
}

export function createBridge(name: string, mac: Uint8Array): NetlinkMessage {
  return {
    type: RTM_NEWLINK,
    flags: FLAG.ACK | FLAG.CREATE | FLAG.EXCL,
    what: `create bridge ${name}`,
    body: Buffer.concat([
      ifinfo(),
      attribute(IFLA.IFNAME, text(name)),
      // An address of its own keeps the bridge from taking that of its lowest port, which would change as ports come and go.
      attribute(IFLA.ADDRESS, mac),
      nested(IFLA.LINKINFO, attribute(INFO_KIND, text('bridge'))),
    ]),
  };
}

export interface VethRequest {
  readonly name: string;
  /** Index of the bridge. */
  readonly master: number;
  readonly peerName: string;
  readonly peerMac: Uint8Array;
  /** Descriptor of the namespace that the peer is born in. */
  readonly peerNetns: number;
}

/** A pair of which one end is a port of the bridge and the other is made inside a namespace at once. */
export function createVeth(request: VethRequest): NetlinkMessage {
  const peer = Buffer.concat([
    ifinfo(),
    attribute(IFLA.IFNAME, text(request.peerName)),
    attribute(IFLA.ADDRESS, request.peerMac),
    attribute(IFLA.NET_NS_FD, u32(request.peerNetns)),
  ]);
  return {
    type: RTM_NEWLINK,
    flags: FLAG.ACK | FLAG.CREATE | FLAG.EXCL,
    what: `create interface ${request.name}`,
    body: Buffer.concat([
      ifinfo(),
      attribute(IFLA.IFNAME, text(request.name)),
      attribute(IFLA.MASTER, u32(request.master)),
      nested(
        IFLA.LINKINFO,
        attribute(INFO_KIND, text('veth')),
        nested(INFO_DATA, attribute(VETH_INFO_PEER, peer)),
      ),
    ]),
  };
}

/**
 * Lets a bridge port send back where it received (needed where br_netfilter translates a bridged packet to its own sender),
 * and notes whose interface it is.
 */
export function configurePort(name: string, alias: string): NetlinkMessage {
  return {
    type: RTM_NEWLINK,
    flags: FLAG.ACK,
    what: `configure bridge port ${name}`,
    body: Buffer.concat([
      ifinfo(),
      attribute(IFLA.IFNAME, text(name)),
      attribute(IFLA.IFALIAS, Buffer.from(alias)),
      nested(
        IFLA.LINKINFO,
        attribute(INFO_SLAVE_KIND, text('bridge')),
        nested(INFO_SLAVE_DATA, attribute(BRPORT_MODE, u8(1))),
      ),
    ]),
  };
}

export function setMaster(name: string, master: number): NetlinkMessage {
  return setLink(name, `join ${name} to its bridge`, attribute(IFLA.MASTER, u32(master)));
}

export function setAlias(name: string, alias: string): NetlinkMessage {
  return setLink(name, `name interface ${name}`, attribute(IFLA.IFALIAS, Buffer.from(alias)));
}

/** No link-local address, and so no duplicate detection and no multicast of its own. A kernel without IPv6 needs no telling. */
export function withoutIpv6(name: string): NetlinkMessage {
  const inet6 = nested(AF_INET6, attribute(INET6_ADDR_GEN_MODE, u8(ADDR_GEN_MODE_NONE)));
  return {
    ...setLink(name, `keep IPv6 off ${name}`, nested(IFLA.AF_SPEC, inet6)),
    tolerate: ['EAFNOSUPPORT', 'EINVAL', 'EOPNOTSUPP'],
  };
}

/** Lets packets from 127.0.0.0/8 be routed over the link (sysctl `route_localnet`, ip-sysctl.rst). */
export function allowLoopbackRouting(name: string): NetlinkMessage {
  const inet = nested(AF_INET, nested(INET_CONF, attribute(DEVCONF_ROUTE_LOCALNET, u32(1))));
  return setLink(name, `allow loopback routing on ${name}`, nested(IFLA.AF_SPEC, inet));
}

export function bringUp(name: string): NetlinkMessage {
  return {
    type: RTM_SETLINK,
    flags: FLAG.ACK,
    what: `bring up ${name}`,
    body: Buffer.concat([ifinfo('up'), attribute(IFLA.IFNAME, text(name))]),
  };
}

/** A link that is gone needs no group. */
export function setGroup(name: string, group: number): NetlinkMessage {
  return {
    ...setLink(name, `mark ${name} for removal`, attribute(IFLA.GROUP, u32(group))),
    tolerate: ['ENODEV'],
  };
}

/** Removes every link of a group in one step of the kernel; no link in it is success. */
export function deleteGroup(group: number): NetlinkMessage {
  return {
    type: RTM_DELLINK,
    flags: FLAG.ACK,
    what: 'remove interfaces',
    tolerate: ['ENODEV'],
    body: Buffer.concat([ifinfo(), attribute(IFLA.GROUP, u32(group))]),
  };
}

export function listLinks(): NetlinkMessage {
  return { type: RTM_GETLINK, flags: FLAG.DUMP, what: 'list interfaces', body: ifinfo() };
}

/** One link by name; a missing one is tolerated and yields nothing. */
export function getLink(name: string): NetlinkMessage {
  return {
    type: RTM_GETLINK,
    flags: FLAG.ACK,
    what: `look up ${name}`,
    tolerate: ['ENODEV'],
    body: Buffer.concat([ifinfo(), attribute(IFLA.IFNAME, text(name))]),
  };
}

/** RTM_NEWLINK answers among `replies`. */
export function decodeLinks(
  replies: readonly { readonly type: number; readonly payload: Buffer }[],
): readonly Link[] {
  return replies
    .filter((reply) => reply.type === RTM_NEWLINK && reply.payload.length >= 16)
    .map(({ payload }) => {
      const attributes = decodeAttributes(payload.subarray(16));
      const mtu = attributes.get(IFLA.MTU);
      return {
        index: payload.readInt32LE(4),
        name: decodeText(attributes.get(IFLA.IFNAME)),
        up: (payload.readUInt32LE(8) & IFF_UP) !== 0,
        mtu: mtu === undefined ? 0 : mtu.readUInt32LE(0),
      };
    });
}

function setLink(name: string, what: string, ...attributes: readonly Uint8Array[]): NetlinkMessage {
  return {
    type: RTM_SETLINK,
    flags: FLAG.ACK,
    what,
    body: Buffer.concat([ifinfo(), attribute(IFLA.IFNAME, text(name)), ...attributes]),
  };
}
