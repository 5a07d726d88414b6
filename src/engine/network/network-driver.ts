import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';
import type { NetworkSpec, ObservedNetwork } from '../../spec/objects.js';
import type { AttachRequest, LabelsOf, NetworkDriver, NetworkEndpoint } from '../../spec/parts.js';
import type { Mendable } from '../../spec/repair.js';
import { ObjectFiles } from '../store/object-files.js';
import { planEndpoint } from './endpoint-plan.js';
import { Firewall, type FirewallState } from './firewall.js';
import type { FirewallNetwork, FirewallPort } from './firewall-table.js';
import { enableForwarding } from './forwarding.js';
import { failAfter, gatherFailures } from './gather-failures.js';
import { HostLinks } from './host-links.js';
import { formatAddress, formatSubnet, parseSubnet } from './ipv4.js';
import { bridgeName } from './kernel-names.js';
import { LinkRemoval } from './link-removal.js';
import { withMachineLock } from './machine-lock.js';
import { renderNameTable } from './name-table.js';
import { NameTableFiles } from './name-table-files.js';
import { NETLINK_NETFILTER, NETLINK_ROUTE, NetlinkSocket } from './netlink/netlink-socket.js';
import { NetnsPins } from './netns-pins.js';
import { networkDamages } from './network-damages.js';
import { rebuildNetwork } from './network-rebuild.js';
import { decodeEndpoint, decodeNetwork, type EndpointRecord, RECORD_VERSION } from './network-records.js';
import { PublishedPorts } from './published-ports.js';
import { RESOLVER_PORT } from './resolver-redirect.js';
import { readResolvers } from './resolvers.js';
import { chooseSubnet } from './subnet-choice.js';
import { findSubnetHolders } from './subnet-holders.js';

export interface NetworkDriverOptions {
  /** State root; `networks/` beneath it is ours. */
  readonly stateDir: string;
  /** Runtime directory; `endpoints/`, `netns/` and `names/` beneath it are ours. */
  readonly runDir: string;
  /** Part of every kernel name: '' for the default state root, else 8 hex digits of another root's path. */
  readonly scope: string;
  /** The machine's resolv.conf(5). */
  readonly resolvConfPath: string;
  /** Where procfs is mounted. */
  readonly procPath: string;
  /** Held while a subnet is chosen; the same for all engines of the machine. */
  readonly subnetLockPath: string;
}

/** Endpoints live as long as the boot at most, as the kernel objects they describe: so do their files. */
const ENDPOINT_WRITE = { durable: false } as const;

/** Networks as bridges, containers as namespaces joined to them by veth pairs, published ports as nftables map elements. */
export class KernelNetworkDriver implements NetworkDriver {
  readonly #addon: Addon;
  readonly #options: NetworkDriverOptions;
  readonly #networkFiles: ObjectFiles<ObservedNetwork>;
  readonly #endpointFiles: ObjectFiles<EndpointRecord>;
  /** By name. */
  readonly #networks = new Map<string, ObservedNetwork>();
  /** Ids of networks whose records are lost. */
  readonly #rebuilt = new Set<string>();
  /** By container id. */
  readonly #endpoints = new Map<string, EndpointRecord>();
  readonly #route: NetlinkSocket;
  readonly #netfilter: NetlinkSocket;
  readonly #removalSocket: NetlinkSocket;
  readonly #plugSocket: NetlinkSocket;
  readonly #links: HostLinks;
  readonly #removal: LinkRemoval;
  readonly #firewall: Firewall;
  readonly #pins: NetnsPins;
  readonly #names: NameTableFiles;
  readonly #ports: PublishedPorts;
  /** Creations under way, by name. */
  readonly #ensuring = new Map<string, Promise<ObservedNetwork>>();
  #resolvers: readonly string[] = [];

  /** Opens its sockets; {@link recover} must have run before anything else is asked. */
  constructor(addon: Addon, options: NetworkDriverOptions) {
    this.#addon = addon;
    this.#options = options;
    this.#networkFiles = new ObjectFiles(join(options.stateDir, 'networks'), RECORD_VERSION, decodeNetwork);
    this.#endpointFiles = new ObjectFiles(join(options.runDir, 'endpoints'), RECORD_VERSION, decodeEndpoint);
    this.#route = new NetlinkSocket(addon, addon.netlinkOpen(NETLINK_ROUTE));
    this.#netfilter = new NetlinkSocket(addon, addon.netlinkOpen(NETLINK_NETFILTER));
    this.#removalSocket = new NetlinkSocket(addon, addon.netlinkOpen(NETLINK_ROUTE));
    this.#plugSocket = new NetlinkSocket(addon, addon.netlinkOpen(NETLINK_ROUTE));
    this.#links = new HostLinks(addon, this.#route, this.#plugSocket, options.scope);
    this.#removal = new LinkRemoval(this.#removalSocket);
    this.#firewall = new Firewall(this.#netfilter, options.scope, () => this.#firewallState());
    this.#pins = new NetnsPins(addon, join(options.runDir, 'netns'));
    this.#names = new NameTableFiles(join(options.runDir, 'names'), (id) =>
      renderNameTable(id, this.#endpoints.values()),
    );
    this.#ports = new PublishedPorts(options.procPath);
  }

  async recover(running: readonly string[], labelsOf: LabelsOf = () => ({})): Promise<void> {
    await Promise.all([this.#networkFiles.recover(), this.#endpointFiles.recover()]);
    const lost: string[] = [];
    for (const network of await this.#networkFiles.listUsable((id) => lost.push(id))) {
      this.#networks.set(network.spec.name, network);
    }
    const pinned = await this.#pins.recover();
    const useless: string[] = [];
    for (const endpoint of await this.#endpointFiles.listUsable((id) => useless.push(id))) {
      const { containerId } = endpoint;
      const attached = endpoint.attached && running.includes(containerId) && pinned.includes(containerId);
      const record: EndpointRecord = attached ? endpoint : { ...endpoint, attached: false, ports: [] };
      this.#endpoints.set(containerId, record);
      this.#ports.release(containerId);
      this.#ports.restore(containerId, record.names[0] ?? containerId, record.ports);
      if (endpoint.attached && !attached) await this.#endpointFiles.put(containerId, record, ENDPOINT_WRITE);
    }
    // Nothing of a boot is worth keeping that cannot be read: the container gets new addresses.
    await Promise.all(useless.map((id) => this.#endpointFiles.remove(id, ENDPOINT_WRITE)));
    const ids = new Set([...this.#networks.values()].map((network) => network.id));
    const used = [...this.#endpoints.values()].flatMap(({ links }) =>
      links.map(({ networkId }) => networkId),
    );
    for (const id of new Set([...lost, ...used.filter((one) => !ids.has(one))])) this.#rebuild(id, labelsOf);
    await this.#restoreKernel();
    this.#resolvers = readResolvers(this.#options.resolvConfPath);
  }

  /** A network that containers are on goes on although its record is lost. */
  #rebuild(id: string, labelsOf: LabelsOf): void {
    const network = rebuildNetwork(this.#route, this.#options.scope, id, this.#endpoints.values(), labelsOf);
    if (network === undefined || this.#networks.has(network.spec.name)) return;
    this.#networks.set(network.spec.name, network);
    this.#rebuilt.add(id);
  }

  damages(): Promise<readonly Mendable[]> {
    const known = new Map([...this.#networks.values()].map((network) => [network.id, network]));
    return networkDamages(this.#options.stateDir, this.#networkFiles, known, this.#rebuilt);
  }

  get rebuilt(): readonly string[] {
    return [...this.#networks.values()].flatMap(({ id, spec }) => (this.#rebuilt.has(id) ? [spec.name] : []));
  }

  nameOf(containerId: string): string | undefined {
    return this.#endpoints.get(containerId)?.names[0];
  }

  async #restoreKernel(): Promise<void> {
    const attached = this.#attached();
    const networks = [...this.#networks.values()];
    const keep = new Set([
      ...networks.map((network) => network.bridge),
      ...attached.flatMap((endpoint) => endpoint.links.map((link) => link.hostInterface)),
    ]);
    await gatherFailures([
      () => this.#removal.remove(this.#links.list().filter((name) => !keep.has(name))),
      () => this.#pins.sweep(new Set(attached.map((endpoint) => endpoint.containerId))),
      ...networks.map((network) => () => void this.#links.restoreBridge(network)),
      ...attached.map((endpoint) => () => this.#links.rejoin(endpoint, this.#networks)),
      () => this.#firewall.restore(),
      () => this.#names.recover(networks.map((network) => network.id)),
      async () => {
        if (networks.length > 0) await enableForwarding(this.#options.procPath);
      },
    ]);
  }

  async list(): Promise<readonly ObservedNetwork[]> {
    return [...this.#networks.values()].sort((left, right) => (left.spec.name < right.spec.name ? -1 : 1));
  }

  ensure(spec: NetworkSpec): Promise<ObservedNetwork> {
    const existing = this.#networks.get(spec.name);
    const running = this.#ensuring.get(spec.name);
    if (running !== undefined) return running;
    if (existing !== undefined) return Promise.resolve(existing);
    const made = this.#create(spec).finally(() => this.#ensuring.delete(spec.name));
    this.#ensuring.set(spec.name, made);
    return made;
  }

  async #create(spec: NetworkSpec): Promise<ObservedNetwork> {
    await enableForwarding(this.#options.procPath);
    let network: ObservedNetwork | undefined;
    try {
      // The bridge's address tells other engines that the subnet is taken, so the lock is held until it is there. A bridge
      // without a record, after a kill right here, is swept by the next engine.
      const made = await withMachineLock(this.#addon, this.#options.subnetLockPath, () => {
        network = this.#choose(spec);
        this.#networks.set(spec.name, network);
        this.#links.restoreBridge(network);
        return network;
      });
      await this.#networkFiles.put(made.id, made);
      this.#firewall.addNetwork(firewallNetwork(made));
      await this.#names.update(made.id);
      return made;
    } catch (error) {
      const half = network;
      if (half === undefined) throw error;
      return await failAfter(error, () => this.#forget(half));
    }
  }

  #choose(spec: NetworkSpec): ObservedNetwork {
    const chosen = chooseSubnet(spec, findSubnetHolders(this.#route, this.#networks.values()));
    const id = randomBytes(32).toString('hex');
    return {
      id,
      spec,
      subnet: formatSubnet(chosen.subnet),
      gateway: formatAddress(chosen.gateway),
      bridge: bridgeName(this.#options.scope, id),
      createdAt: new Date().toISOString(),
    };
  }

  async remove(name: string): Promise<void> {
    const network = this.#networks.get(name);
    if (network === undefined) return;
    const users = this.#attached().filter((endpoint) =>
      endpoint.links.some((link) => link.networkId === network.id),
    );
    if (users.length > 0) {
      const list = users.map((endpoint) => endpoint.names[0] ?? endpoint.containerId).join(', ');
      throw new TscomposeError('NETWORK', `network ${name} is in use by ${list}`, {
        action: 'remove network',
        subject: name,
        hint: 'Stop these containers first.',
      });
    }
    await this.#forget(network);
  }

  /** The record goes last: until then this engine or a new one knows that there is something to remove. */
  async #forget(network: ObservedNetwork): Promise<void> {
    this.#networks.delete(network.spec.name);
    try {
      await gatherFailures([
        () => this.#firewall.removeNetwork(firewallNetwork(network)),
        () => this.#removal.remove([network.bridge]),
        () => this.#names.remove(network.id),
      ]);
      await this.#networkFiles.remove(network.id);
    } catch (error) {
      this.#networks.set(network.spec.name, network);
      throw error;
    }
  }

  async attach(request: AttachRequest): Promise<NetworkEndpoint> {
    const { containerId } = request;
    const previous = this.#endpoints.get(containerId);
    if (previous?.attached === true) await this.detach(containerId, { forget: false });
    const planned = planEndpoint(request, this.#networks, this.#endpoints, this.#options.scope);
    this.#endpoints.set(containerId, planned);
    try {
      // Without a way out nothing can be published; Docker ignores the ports of such a container too.
      const wishes = planned.outwardNetwork === undefined ? [] : request.ports;
      const ports = await this.#ports.reserve(containerId, request.names[0] ?? containerId, wishes);
      const endpoint: EndpointRecord = { ...planned, ports };
      this.#endpoints.set(containerId, endpoint);
      await this.#endpointFiles.put(containerId, endpoint, ENDPOINT_WRITE);
      await this.#links.wire(endpoint, this.#networks, await this.#pins.make(containerId));
      this.#firewall.addPorts(firewallPorts(endpoint));
      this.#resolvers = readResolvers(this.#options.resolvConfPath);
      await this.#updateNames(endpoint);
      return this.#describe(endpoint);
    } catch (error) {
      return await failAfter(error, () => this.detach(containerId, { forget: previous === undefined }));
    }
  }

  endpoint(containerId: string): NetworkEndpoint | undefined {
    const endpoint = this.#endpoints.get(containerId);
    return endpoint?.attached === true ? this.#describe(endpoint) : undefined;
  }

  async rename(containerId: string, names: readonly string[]): Promise<void> {
    const endpoint = this.#endpoints.get(containerId);
    if (endpoint?.attached !== true) return;
    const renamed: EndpointRecord = { ...endpoint, names };
    this.#endpoints.set(containerId, renamed);
    await this.#endpointFiles.put(containerId, renamed, ENDPOINT_WRITE);
    this.#ports.rename(containerId, names[0] ?? containerId);
    await this.#updateNames(renamed);
  }

  async detach(containerId: string, options: { readonly forget: boolean }): Promise<void> {
    const endpoint = this.#endpoints.get(containerId);
    if (endpoint === undefined) return;
    const detached: EndpointRecord = { ...endpoint, attached: false, ports: [] };
    if (endpoint.attached) await this.#unwire(endpoint, detached);
    if (options.forget) {
      this.#endpoints.delete(containerId);
      await this.#endpointFiles.remove(containerId, ENDPOINT_WRITE);
    } else if (endpoint.attached) {
      await this.#endpointFiles.put(containerId, detached, ENDPOINT_WRITE);
    }
  }

  /** What fails stays recorded as attached, so that asking again tries again. */
  async #unwire(endpoint: EndpointRecord, detached: EndpointRecord): Promise<void> {
    const { containerId } = endpoint;
    this.#endpoints.set(containerId, detached);
    try {
      await gatherFailures([
        () => this.#updateNames(endpoint),
        () => this.#firewall.removePorts(firewallPorts(endpoint)),
        () => this.#removal.remove(endpoint.links.map((link) => link.hostInterface)),
        () => this.#pins.remove(containerId),
      ]);
      this.#ports.release(containerId);
    } catch (error) {
      this.#endpoints.set(containerId, endpoint);
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#removal.idle(), this.#links.idle()]);
    this.#removalSocket.close();
    this.#plugSocket.close();
    this.#route.close();
    this.#netfilter.close();
  }

  #attached(): readonly EndpointRecord[] {
    return [...this.#endpoints.values()].filter((endpoint) => endpoint.attached);
  }

  async #updateNames(endpoint: EndpointRecord): Promise<void> {
    await Promise.all(endpoint.links.map((link) => this.#names.update(link.networkId)));
  }

  #firewallState(): FirewallState {
    return {
      networks: [...this.#networks.values()].map(firewallNetwork),
      ports: this.#attached().flatMap(firewallPorts),
    };
  }

  #describe(endpoint: EndpointRecord): NetworkEndpoint {
    const hostGateway = this.#networks.get(
      endpoint.outwardNetwork ?? endpoint.links[0]?.network ?? '',
    )?.gateway;
    return {
      netnsPath: this.#pins.path(endpoint.containerId),
      addresses: Object.fromEntries(endpoint.links.map((link) => [link.network, link.address])),
      ports: endpoint.ports,
      ...(hostGateway === undefined ? {} : { hostGateway }),
      nameTables: endpoint.links.map((link) => this.#names.path(link.networkId)),
      dnsPort: RESOLVER_PORT,
      upstreamResolvers: this.#resolvers,
    };
  }
}

function firewallNetwork(network: ObservedNetwork): FirewallNetwork {
  return {
    bridge: network.bridge,
    subnet: parseSubnet(network.subnet),
    internal: network.spec.internal,
  };
}

function firewallPorts(endpoint: EndpointRecord): readonly FirewallPort[] {
  const outward = endpoint.links.find((link) => link.network === endpoint.outwardNetwork);
  if (outward === undefined) return [];
  return endpoint.ports.map((port) => ({ ...port, containerAddress: outward.address }));
}
