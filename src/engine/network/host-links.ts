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
import { NETLINK_NETFILTER, NETLINK_ROUTE, NetlinkSocket } from './netlink/netlink-socket.js';
import { batch } from './netlink/nft-batch.js';
import { addAddress, addDefaultRoute } from './netlink/route.js';
import type { EndpointRecord } from './network-records.js';
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

  /** Joins a fresh pinned namespace to its networks: pairs, addresses, the way out, the resolver's address. */
  wire(endpoint: EndpointRecord, networks: ReadonlyMap<string, ObservedNetwork>, netnsPath: string): void {
    const interfaces = endpoint.links.map((link) => {
      const network = networks.get(link.network);
      if (network === undefined) throw new Error(`network ${link.network} vanished while it was being used`);
      return { link, network, address: parseAddress(link.address) };
    });
    const netns = this.#addon.openNetns(netnsPath);
    try {
      const messages = interfaces.flatMap(({ link, network, address }) => {
        const master = this.#find(network.bridge)?.index ?? this.restoreBridge(network);
        const peerMac = macOf(addressBytes(address));
        const { hostInterface: name, interface: peerName } = link;
        return [
          createVeth({ name, master, peerName, peerMac, peerNetns: netns }),
          withoutIpv6(name),
          configurePort(name, label(endpoint)),
          bringUp(name),
        ];
      });
      this.#socket.request(messages);
    } finally {
      this.#addon.closeFd(netns);
    }
    this.#within(netnsPath, NETLINK_ROUTE, (socket) => {
      const links = decodeLinks(socket.request([listLinks()]));
      const indexOf = (name: string): number => links.find((link) => link.name === name)?.index ?? 0;
      const outward = interfaces.find(({ link }) => link.network === endpoint.outwardNetwork)?.network;
      socket.request([
        bringUp('lo'),
        ...interfaces.flatMap(({ link, network, address }) => [
          withoutIpv6(link.interface),
          addAddress(indexOf(link.interface), address, parseSubnet(network.subnet).prefix),
          bringUp(link.interface),
        ]),
        ...(outward === undefined ? [] : [addDefaultRoute(parseAddress(outward.gateway))]),
      ]);
    });
    this.#within(netnsPath, NETLINK_NETFILTER, (socket) => socket.request(batch(redirectResolver())));
  }

  #find(name: string): Link | undefined {
    return decodeLinks(this.#socket.request([getLink(name)]))[0];
  }

  #within(netnsPath: string, protocol: number, work: (socket: NetlinkSocket) => void): void {
    const socket = new NetlinkSocket(this.#addon, protocol, netnsPath);
    try {
      work(socket);
    } finally {
      socket.close();
    }
  }
}

/** What `ip link` shows beside the interface; the kernel takes up to 255 bytes. */
function label(endpoint: EndpointRecord): string {
  return (endpoint.names[0] ?? endpoint.containerId).slice(0, 200);
}
