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
import type { NetlinkMessage } from './netlink/message.js';
import type { NetlinkSocket } from './netlink/netlink-socket.js';
import { batch } from './netlink/nft-batch.js';
import { addAddress, addDefaultRoute } from './netlink/route.js';
import type { FreshNetns } from './netns-pins.js';
import type { EndpointRecord, LinkRecord } from './network-records.js';
import { redirectResolver } from './resolver-redirect.js';

/** Bridges, and the pairs that join containers to them. */
export class HostLinks {
  readonly #addon: Addon;
  readonly #socket: NetlinkSocket;
  readonly #threads: NetlinkSocket;
  readonly #scope: string;
  /** Of bridges, by name. */
  readonly #indexes = new Map<string, number>();
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param socket of NETLINK_ROUTE in the engine's own namespace
   * @param threads another one, which only this object uses
   */
  constructor(addon: Addon, socket: NetlinkSocket, threads: NetlinkSocket, scope: string) {
    this.#addon = addon;
    this.#socket = socket;
    this.#threads = threads;
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

  /**
   * Joins a fresh namespace to its networks: pairs, addresses, the way out, the resolver's address. Closes its sockets. Threads do
   * it, since most of it is waiting for the kernel's one lock around all that changes the network.
   */
  async wire(
    endpoint: EndpointRecord,
    networks: ReadonlyMap<string, ObservedNetwork>,
    netns: FreshNetns,
  ): Promise<void> {
    try {
      const interfaces = endpoint.links.map((link) => {
        const network = networks.get(link.network);
        if (network === undefined)
          throw new Error(`network ${link.network} vanished while it was being used`);
        return { link, network };
      });
      await bothDone(
        netns.netfilter.requestLater(batch(redirectResolver())),
        this.#plugIn(interfaces, endpoint, netns),
      );
      const outward = interfaces.find(({ link }) => link.network === endpoint.outwardNetwork)?.network;
      await configureInside(netns, interfaces, outward);
    } finally {
      netns.route.close();
      netns.netfilter.close();
    }
  }

  /** A pair for each interface, one end on the bridge, the other in the namespace. */
  async #plugIn(
    interfaces: readonly Interface[],
    endpoint: EndpointRecord,
    netns: FreshNetns,
  ): Promise<void> {
    const peerNetns = this.#addon.openNetns(netns.path);
    const plug = () => this.#ask(() => interfaces.flatMap((one) => this.#pair(one, endpoint, peerNetns)));
    const bridges = interfaces.map(({ network }) => network.bridge);
    const known = bridges.filter((bridge) => this.#indexes.has(bridge));
    try {
      await plug();
    } catch (error) {
      if (known.length === 0) throw error;
      // A bridge that somebody removed is made anew, and has another index.
      for (const bridge of known) this.#indexes.delete(bridge);
      await plug();
    } finally {
      this.#addon.closeFd(peerNetns);
    }
  }

  #pair(
    { link, network }: Interface,
    endpoint: EndpointRecord,
    peerNetns: number,
  ): readonly NetlinkMessage[] {
    const master = this.#indexOf(network);
    const peerMac =
      link.macAddress === undefined
        ? macOf(addressBytes(parseAddress(link.address)))
        : Buffer.from(link.macAddress.replaceAll(':', ''), 'hex');
    const { hostInterface: name, interface: peerName } = link;
    return [
      createVeth({ name, master, peerName, peerMac, peerNetns }),
      withoutIpv6(name),
      configurePort(name, label(endpoint)),
      bringUp(name),
    ];
  }

  #indexOf(network: ObservedNetwork): number {
    const index =
      this.#indexes.get(network.bridge) ?? this.#find(network.bridge)?.index ?? this.restoreBridge(network);
    this.#indexes.set(network.bridge, index);
    return index;
  }

  /** Resolves when no thread is at work. */
  async idle(): Promise<void> {
    await this.#turn;
  }

  /** By the threads' socket, which serves one request at a time. */
  #ask(messages: () => readonly NetlinkMessage[]): Promise<unknown> {
    const turn = this.#turn.then(() => this.#threads.requestLater(messages()));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #find(name: string): Link | undefined {
    return decodeLinks(this.#socket.request([getLink(name)]))[0];
  }
}

interface Interface {
  readonly link: LinkRecord;
  readonly network: ObservedNetwork;
}

/** Both are over when it resolves or rejects. */
async function bothDone(...work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}

async function configureInside(
  netns: FreshNetns,
  interfaces: readonly Interface[],
  outward: ObservedNetwork | undefined,
): Promise<void> {
  const links = decodeLinks(await netns.route.requestLater([listLinks()]));
  const indexOf = (name: string): number => links.find((link) => link.name === name)?.index ?? 0;
  await netns.route.requestLater([
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
