import { TscomposeError } from '../../base/errors.js';
import {
  addNetwork,
  addPorts,
  type FirewallNetwork,
  type FirewallPort,
  removeNetwork,
  removePorts,
  removeTable,
  replaceTable,
  tableOf,
} from './firewall-table.js';
import type { NetlinkMessage } from './netlink/message.js';
import type { NetlinkSocket } from './netlink/netlink-socket.js';
import { batch, getTable, type NftTable } from './netlink/nft-batch.js';

/** Everything that should be in our table at the moment. */
export interface FirewallState {
  readonly networks: readonly FirewallNetwork[];
  readonly ports: readonly FirewallPort[];
}

/**
 * Our nftables table, kept equal to a state by small changes. Somebody may flush the ruleset at any time (a firewall's
 * reload does): a change that doesn't fit what is there makes the whole table anew from the state, in one transaction.
 */
export class Firewall {
  readonly #socket: NetlinkSocket;
  readonly #table: NftTable;
  readonly #state: () => FirewallState;

  /** @param state called when the table is made anew; it must already hold the change being made */
  constructor(socket: NetlinkSocket, scope: string, state: () => FirewallState) {
    this.#socket = socket;
    this.#table = tableOf(scope);
    this.#state = state;
  }

  addNetwork(network: FirewallNetwork): void {
    this.#change(addNetwork(this.#table, network));
  }

  removeNetwork(network: FirewallNetwork): void {
    if (this.#state().networks.length === 0) this.#remove();
    else this.#change(removeNetwork(this.#table, network));
  }

  addPorts(ports: readonly FirewallPort[]): void {
    this.#change(addPorts(this.#table, ports));
  }

  removePorts(ports: readonly FirewallPort[]): void {
    this.#change(removePorts(this.#table, ports));
  }

  /** Makes the table what the state says, whatever it was; no table when there is no network. */
  restore(): void {
    const { networks, ports } = this.#state();
    if (networks.length === 0) this.#remove();
    else this.#socket.request(batch(replaceTable(this.#table, networks, ports)));
  }

  #change(changes: readonly NetlinkMessage[]): void {
    if (changes.length === 0) return;
    try {
      this.#socket.request(batch(changes));
    } catch (error) {
      const errno = error instanceof TscomposeError ? error.details.errno : undefined;
      if (errno !== 'ENOENT' && errno !== 'EEXIST') throw error;
      this.restore();
    }
  }

  #remove(): void {
    const present = this.#socket.request([getTable(this.#table)]).length > 0;
    if (present) this.#socket.request(batch(removeTable(this.#table)));
  }
}
