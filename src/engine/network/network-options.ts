/** Where the networks of an engine are kept, and what tells them from those of another one. */
export interface NetworkOptions {
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
