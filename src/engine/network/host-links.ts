import type { Addon } from '../../native/addon-surface.js';
import type { ObservedNetwork } from '../../spec/objects.js';
import { addressBytes, parseAddress, parseSubnet } from './ipv4.js';
import { bridgePrefix, vethPrefix } from './kernel-names.js';
import {
  allowLoopbackRouting,
  bringUp,
  configurePort,
  createBridge,
  createVeth,
  decodeLinks,
  getLink,
  type Link,
  listLinks,
  macOf,
  setAlias,
  setMaster,
  withoutIpv6,
} from './netlink/link.js';
import type { NetlinkSocket } from './netlink/netlink-socket.js';
import { batch } from './netlink/nft-batch.js';
import { addAddress, addDefaultRoute } from './netlink/route.js';
import type { FreshNetns } from './netns-pins.js';
import type { EndpointRecord, LinkRecord } from './network-records.js';
import { redirectResolver } from './resolver-redirect.js';

/** Bridges, and the pairs that join containers to them. Every method is one short, uninterrupted piece of kernel work. */
export class HostLinks {
  readonly #addon: Addon;
  readonly #socket: NetlinkSocket;
  readonly #scope: string;

  /** @param socket of NETLINK_ROUTE in the engine's own namespace */
  constructor(addon: Addon, socket: NetlinkSocket, scope: string) {
    this.#addon = addon;
    this.#socket = socket;
    this.#scope = scope;
  }

  /** Makes the bridge, or completes what is there of it. @returns its index */
  restoreBridge(network: ObservedNetwork): number {
    const { bridge } = network;
    const gateway = parseAddress(network.gateway);
    if (this.#find(bridge) === undefined) {
      this.#socket.request([createBridge(bridge, macOf(addressBytes(gateway))), withoutIpv6(bridge)]);
    }
    const index = this.#find(bridge)?.index ?? 0;
    this.#socket.request([
      allowLoopbackRouting(bridge),
      setAlias(bridge, network.spec.name),
      addAddress(index, gateway, parseSubnet(network.subnet).prefix),
      bringUp(bridge),
    ]);
    return index;
  }

  /** Bridges and host ends of this scope, whoever they belong to. */
  list(): readonly string[] {
    const prefixes = [bridgePrefix(this.#scope), vethPrefix(this.#scope)];
    return decodeLinks(this.#socket.request([listLinks()]))
      .map((link) => link.name)
      .filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  }

  /** Puts the host ends of a running container back on their bridges, for bridges that were lost and made anew. */
  rejoin(endpoint: EndpointRecord, networks: ReadonlyMap<string, ObservedNetwork>): void {
    for (const link of endpoint.links) {
      const bridge = networks.get(link.network)?.bridge;
      const master = bridge === undefined ? undefined : this.#find(bridge);
      if (master === undefined || this.#find(link.hostInterface) === undefined) continue;
      this.#socket.request([
        setMaster(link.hostInterface, master.index),
        configurePort(link.hostInterface, label(endpoint)),
      ]);
    }
  }

  /** Joins a fresh namespace to its networks: pairs, addresses, the way out, the resolver's address. Closes its sockets. */
  wire(endpoint: EndpointRecord, networks: ReadonlyMap<string, ObservedNetwork>, netns: FreshNetns): void {
    try {
      const interfaces = endpoint.links.map((link) => {
        const network = networks.get(link.network);
        if (network === undefined)
          throw new Error(`network ${link.network} vanished while it was being used`);
        return { link, network };
      });
      this.#plugIn(interfaces, endpoint, netns);
      const outward = interfaces.find(({ link }) => link.network === endpoint.outwardNetwork)?.network;
      configureInside(netns, interfaces, outward);
      netns.netfilter.request(batch(redirectResolver()));
    } finally {
      netns.route.close();
      netns.netfilter.close();
    }
  }

  /** A pair for each interface, one end on the bridge, the other in the namespace. */
  #plugIn(interfaces: readonly Interface[], endpoint: EndpointRecord, netns: FreshNetns): void {
    const peerNetns = this.#addon.openNetns(netns.path);
    try {
      const messages = interfaces.flatMap(({ link, network }) => {
        const master = this.#find(network.bridge)?.index ?? this.restoreBridge(network);
        const peerMac = macOf(addressBytes(parseAddress(link.address)));
        const { hostInterface: name, interface: peerName } = link;
        return [
          createVeth({ name, master, peerName, peerMac, peerNetns }),
          withoutIpv6(name),
          configurePort(name, label(endpoint)),
          bringUp(name),
        ];
      });
      this.#socket.request(messages);
    } finally {
      this.#addon.closeFd(peerNetns);
    }
  }

  #find(name: string): Link | undefined {
    return decodeLinks(this.#socket.request([getLink(name)]))[0];
  }
}

interface Interface {
  readonly link: LinkRecord;
  readonly network: ObservedNetwork;
}

function configureInside(
  netns: FreshNetns,
  interfaces: readonly Interface[],
  outward: ObservedNetwork | undefined,
): void {
  const links = decodeLinks(netns.route.request([listLinks()]));
  const indexOf = (name: string): number => links.find((link) => link.name === name)?.index ?? 0;
  netns.route.request([
    bringUp('lo'),
    ...interfaces.flatMap(({ link, network }) => [
      withoutIpv6(link.interface),
      addAddress(indexOf(link.interface), parseAddress(link.address), parseSubnet(network.subnet).prefix),
      bringUp(link.interface),
    ]),
    ...(outward === undefined ? [] : [addDefaultRoute(parseAddress(outward.gateway))]),
  ]);
}

/** What `ip link` shows beside the interface; the kernel takes up to 255 bytes. */
function label(endpoint: EndpointRecord): string {
  return (endpoint.names[0] ?? endpoint.containerId).slice(0, 200);
}
