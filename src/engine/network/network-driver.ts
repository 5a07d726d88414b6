import { join } from 'node:path';
import type { Addon } from '../../native/addon-surface.js';
import type { NetworkSpec, ObservedNetwork } from '../../spec/objects.js';
import type { AttachRequest, LabelsOf, NetworkDriver, NetworkEndpoint } from '../../spec/parts.js';
import type { Mendable } from '../../spec/repair.js';
import { ObjectFiles } from '../store/object-files.js';
import { planEndpoint } from './endpoint-plan.js';
import { Firewall, type FirewallState } from './firewall.js';
import { firewallNetwork, firewallPorts } from './firewall-records.js';
import { enableForwarding } from './forwarding.js';
import { failAfter, gatherFailures } from './gather-failures.js';
import { HostLinks } from './host-links.js';
import { LinkRemoval } from './link-removal.js';
import { renderNameTable } from './name-table.js';
import { NameTableFiles } from './name-table-files.js';
import { NETLINK_NETFILTER, NETLINK_ROUTE, NetlinkSocket } from './netlink/netlink-socket.js';
import { NetnsPins } from './netns-pins.js';
import type { NetworkOptions } from './network-options.js';
import { decodeEndpoint, type EndpointRecord, RECORD_VERSION } from './network-records.js';
import { Networks } from './networks.js';
import { PublishedPorts } from './published-ports.js';
import { RESOLVER_PORT } from './resolver-redirect.js';
import { readResolvers } from './resolvers.js';

/** Endpoints live as long as the boot at most, as the kernel objects they describe: so do their files. */
const ENDPOINT_WRITE = { durable: false } as const;

/** Networks as bridges, containers as namespaces joined to them by veth pairs, published ports as nftables map elements. */
export class KernelNetworkDriver implements NetworkDriver {
  readonly #options: NetworkOptions;
  readonly #networks: Networks;
  readonly #endpointFiles: ObjectFiles<EndpointRecord>;
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
  #resolvers: readonly string[] = [];

  /** Opens its sockets; {@link recover} must have run before anything else is asked. */
  constructor(addon: Addon, options: NetworkOptions) {
    this.#options = options;
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
    this.#networks = new Networks(
      {
        ...{ addon, route: this.#route, links: this.#links, removal: this.#removal },
        ...{ firewall: this.#firewall, names: this.#names },
      },
      options,
    );
  }

  async recover(running: readonly string[], labelsOf: LabelsOf = () => ({})): Promise<void> {
    const [lost] = await Promise.all([this.#networks.recover(), this.#endpointFiles.recover()]);
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
    this.#networks.rebuild(lost, [...this.#endpoints.values()], labelsOf);
    await this.#restoreKernel();
    this.#resolvers = readResolvers(this.#options.resolvConfPath);
  }

  damages(): Promise<readonly Mendable[]> {
    return this.#networks.damages();
  }

  get rebuilt(): readonly string[] {
    return this.#networks.rebuilt;
  }

  nameOf(containerId: string): string | undefined {
    return this.#endpoints.get(containerId)?.names[0];
  }

  async #restoreKernel(): Promise<void> {
    const attached = this.#attached();
    const networks = this.#networks.list();
    const keep = new Set([
      ...networks.map((network) => network.bridge),
      ...attached.flatMap((endpoint) => endpoint.links.map((link) => link.hostInterface)),
    ]);
    await gatherFailures([
      () => this.#removal.remove(this.#links.list().filter((name) => !keep.has(name))),
      () => this.#pins.sweep(new Set(attached.map((endpoint) => endpoint.containerId))),
      ...networks.map((network) => () => void this.#links.restoreBridge(network)),
      ...attached.map((endpoint) => () => this.#links.rejoin(endpoint, this.#networks.byName)),
      () => this.#firewall.restore(),
      () => this.#names.recover(networks.map((network) => network.id)),
      async () => {
        if (networks.length > 0) await enableForwarding(this.#options.procPath);
      },
    ]);
  }

  async list(): Promise<readonly ObservedNetwork[]> {
    return this.#networks.list();
  }

  ensure(spec: NetworkSpec): Promise<ObservedNetwork> {
    return this.#networks.ensure(spec);
  }

  remove(name: string): Promise<void> {
    return this.#networks.remove(name, this.#attached());
  }

  async attach(request: AttachRequest): Promise<NetworkEndpoint> {
    const { containerId } = request;
    const previous = this.#endpoints.get(containerId);
    if (previous?.attached === true) await this.detach(containerId, { forget: false });
    const planned = planEndpoint(request, this.#networks.byName, this.#endpoints, this.#options.scope);
    this.#endpoints.set(containerId, planned);
    try {
      // Without a way out nothing can be published; Docker ignores the ports of such a container too.
      const wishes = planned.outwardNetwork === undefined ? [] : request.ports;
      const ports = await this.#ports.reserve(containerId, request.names[0] ?? containerId, wishes);
      const endpoint: EndpointRecord = { ...planned, ports };
      this.#endpoints.set(containerId, endpoint);
      await this.#endpointFiles.put(containerId, endpoint, ENDPOINT_WRITE);
      await this.#links.wire(endpoint, this.#networks.byName, await this.#pins.make(containerId));
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
      networks: this.#networks.list().map(firewallNetwork),
      ports: this.#attached().flatMap(firewallPorts),
    };
  }

  #describe(endpoint: EndpointRecord): NetworkEndpoint {
    const hostGateway = this.#networks.byName.get(
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
