import { Coalesced } from './coalesced.js';
import { deleteGroup, setGroup } from './netlink/link.js';
import type { NetlinkSocket } from './netlink/netlink-socket.js';

/** Marks links that are to go; any number unlikely to be used by an administrator serves. */
const REMOVAL_GROUP = 0x74736300;

/**
 * Removes links together: each removal waits for the kernel's readers (RCU, tens of milliseconds on a busy machine), however
 * many links it takes along, so those asked for meanwhile go in one. The event loop doesn't wait with it.
 */
export class LinkRemoval {
  readonly #socket: NetlinkSocket;
  readonly #removal: Coalesced;
  #names = new Set<string>();

  /** @param socket of its own: it is in use by another thread while links go */
  constructor(socket: NetlinkSocket) {
    this.#socket = socket;
    this.#removal = new Coalesced(() => this.#flush());
  }

  /** Absent ones are success. */
  async remove(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    for (const name of names) this.#names.add(name);
    await this.#removal.run();
  }

  /** Resolves when nothing is under way. */
  idle(): Promise<void> {
    return this.#removal.idle();
  }

  async #flush(): Promise<void> {
    const names = [...this.#names];
    this.#names = new Set();
    await this.#socket.requestLater([
      ...names.map((name) => setGroup(name, REMOVAL_GROUP)),
      deleteGroup(REMOVAL_GROUP),
    ]);
  }
}
