import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addon } from '../../native/addon-surface.js';
import { gatherFailures } from './gather-failures.js';
import { NETLINK_NETFILTER, NETLINK_ROUTE, NetlinkSocket } from './netlink/netlink-socket.js';

/** A namespace just made, with sockets in it. */
export interface FreshNetns {
  readonly path: string;
  readonly route: NetlinkSocket;
  readonly netfilter: NetlinkSocket;
}

/** The pinned namespaces of containers: `DIRECTORY/CONTAINER-ID`. */
export class NetnsPins {
  readonly #addon: Addon;
  readonly #directory: string;

  constructor(addon: Addon, directory: string) {
    this.#addon = addon;
    this.#directory = directory;
  }

  path(containerId: string): string {
    return join(this.#directory, containerId);
  }

  /** Anew, without whatever a killed predecessor left under the name. The caller closes the sockets. */
  async make(containerId: string): Promise<FreshNetns> {
    const path = this.path(containerId);
    this.#addon.removeNetns(path);
    const [route, netfilter] = await this.#addon.createNetns(path, [NETLINK_ROUTE, NETLINK_NETFILTER]);
    if (route === undefined || netfilter === undefined) throw new Error('createNetns opened no sockets');
    return {
      path,
      route: new NetlinkSocket(this.#addon, route),
      netfilter: new NetlinkSocket(this.#addon, netfilter),
    };
  }

  /** Absent is success. */
  remove(containerId: string): void {
    this.#addon.removeNetns(this.path(containerId));
  }

  /** Makes the directory. @returns the containers that have a pin */
  async recover(): Promise<readonly string[]> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    return readdir(this.#directory);
  }

  async sweep(keep: ReadonlySet<string>): Promise<void> {
    const stray = (await readdir(this.#directory)).filter((id) => !keep.has(id));
    await gatherFailures(stray.map((id) => () => this.remove(id)));
  }
}
