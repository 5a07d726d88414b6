import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';
import type { NetworkSpec, ObservedNetwork } from '../../spec/objects.js';
import type { LabelsOf } from '../../spec/parts.js';
import type { Mendable } from '../../spec/repair.js';
import { ObjectFiles } from '../store/object-files.js';
import type { Firewall } from './firewall.js';
import { firewallNetwork } from './firewall-records.js';
import { enableForwarding } from './forwarding.js';
import { failAfter, gatherFailures } from './gather-failures.js';
import type { HostLinks } from './host-links.js';
import { formatAddress, formatSubnet } from './ipv4.js';
import { bridgeName } from './kernel-names.js';
import type { LinkRemoval } from './link-removal.js';
import { withMachineLock } from './machine-lock.js';
import type { NameTableFiles } from './name-table-files.js';
import type { NetlinkSocket } from './netlink/netlink-socket.js';
import { networkDamages } from './network-damages.js';
import type { NetworkOptions } from './network-options.js';
import { rebuildNetwork } from './network-rebuild.js';
import { decodeNetwork, type EndpointRecord, RECORD_VERSION } from './network-records.js';
import { chooseSubnet } from './subnet-choice.js';
import { findSubnetHolders } from './subnet-holders.js';

/** What networks are made of besides their records. */
export interface NetworkKernel {
  readonly addon: Addon;
  readonly route: NetlinkSocket;
  readonly links: HostLinks;
  readonly removal: LinkRemoval;
  readonly firewall: Firewall;
  readonly names: NameTableFiles;
}

/** The networks of an engine: their records, and the bridge and the rules that each of them is in the kernel. */
export class Networks {
  readonly #kernel: NetworkKernel;
  readonly #options: NetworkOptions;
  readonly #files: ObjectFiles<ObservedNetwork>;
  readonly #byName = new Map<string, ObservedNetwork>();
  /** Ids of those whose records are lost. */
  readonly #rebuilt = new Set<string>();
  /** Creations under way, by name. */
  readonly #ensuring = new Map<string, Promise<ObservedNetwork>>();

  constructor(kernel: NetworkKernel, options: NetworkOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#files = new ObjectFiles(join(options.stateDir, 'networks'), RECORD_VERSION, decodeNetwork);
  }

  get byName(): ReadonlyMap<string, ObservedNetwork> {
    return this.#byName;
  }

  /** @returns ids of those whose records cannot be used */
  async recover(): Promise<readonly string[]> {
    await this.#files.recover();
    const lost: string[] = [];
    for (const network of await this.#files.listUsable((id) => lost.push(id))) {
      this.#byName.set(network.spec.name, network);
    }
    return lost;
  }

  /** Has networks that containers are on go on although their records are lost. @param lost ids, as far as they are known */
  rebuild(lost: readonly string[], endpoints: readonly EndpointRecord[], labelsOf: LabelsOf): void {
    const ids = new Set([...this.#byName.values()].map((network) => network.id));
    const used = endpoints.flatMap(({ links }) => links.map(({ networkId }) => networkId));
    for (const id of new Set([...lost, ...used.filter((one) => !ids.has(one))])) {
      const network = rebuildNetwork(this.#kernel.route, this.#options.scope, id, endpoints, labelsOf);
      if (network === undefined || this.#byName.has(network.spec.name)) continue;
      this.#byName.set(network.spec.name, network);
      this.#rebuilt.add(id);
    }
  }

  damages(): Promise<readonly Mendable[]> {
    const known = new Map([...this.#byName.values()].map((network) => [network.id, network]));
    return networkDamages(this.#options.stateDir, this.#files, known, this.#rebuilt);
  }

  /** Names of those whose records are lost. */
  get rebuilt(): readonly string[] {
    return [...this.#byName.values()].flatMap(({ id, spec }) => (this.#rebuilt.has(id) ? [spec.name] : []));
  }

  list(): readonly ObservedNetwork[] {
    return [...this.#byName.values()].sort((left, right) => (left.spec.name < right.spec.name ? -1 : 1));
  }

  ensure(spec: NetworkSpec): Promise<ObservedNetwork> {
    const existing = this.#byName.get(spec.name);
    const running = this.#ensuring.get(spec.name);
    if (running !== undefined) return running;
    if (existing !== undefined) return Promise.resolve(existing);
    const made = this.#create(spec).finally(() => this.#ensuring.delete(spec.name));
    this.#ensuring.set(spec.name, made);
    return made;
  }

  async #create(spec: NetworkSpec): Promise<ObservedNetwork> {
    const { addon, links, firewall, names } = this.#kernel;
    await enableForwarding(this.#options.procPath);
    let network: ObservedNetwork | undefined;
    try {
      // The bridge's address tells other engines that the subnet is taken, so the lock is held until it is there. A bridge
      // without a record, after a kill right here, is swept by the next engine.
      const made = await withMachineLock(addon, this.#options.subnetLockPath, () => {
        network = this.#choose(spec);
        this.#byName.set(spec.name, network);
        links.restoreBridge(network);
        return network;
      });
      await this.#files.put(made.id, made);
      firewall.addNetwork(firewallNetwork(made));
      await names.update(made.id);
      return made;
    } catch (error) {
      const half = network;
      if (half === undefined) throw error;
      return await failAfter(error, () => this.#forget(half));
    }
  }

  #choose(spec: NetworkSpec): ObservedNetwork {
    const chosen = chooseSubnet(spec, findSubnetHolders(this.#kernel.route, this.#byName.values()));
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

  /**
   * Absent is success.
   * @param attached endpoints that are in use
   * @throws NETWORK when one of them is on it
   */
  async remove(name: string, attached: readonly EndpointRecord[]): Promise<void> {
    const network = this.#byName.get(name);
    if (network === undefined) return;
    const users = attached.filter((endpoint) => endpoint.links.some((link) => link.networkId === network.id));
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
    const { firewall, removal, names } = this.#kernel;
    this.#byName.delete(network.spec.name);
    try {
      await gatherFailures([
        () => firewall.removeNetwork(firewallNetwork(network)),
        () => removal.remove([network.bridge]),
        () => names.remove(network.id),
      ]);
      await this.#files.remove(network.id);
    } catch (error) {
      this.#byName.set(network.spec.name, network);
      throw error;
    }
  }
}
