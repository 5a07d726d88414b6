declare const growingBlob: unique symbol;
/** An object of the addon. */
export interface GrowingBlobHandle {
  readonly [growingBlob]: true;
}

/**
 * The addon's surface, as typed for the rest of `src`; `native/addon/` registers exactly these. Failed kernel calls throw
 * (or reject with) an Error that has `errno` (number), `code` (`ENOENT`), `syscall` and `subject`.
 */
export interface Addon {
  // process.cc
  /**
   * posix_spawn of the monitor in a session of its own, with /dev/null as stdio (stderr: `stderrPath`, appended) and one end
   * of a new Unix stream socket pair as descriptor 3. Brings its pid and the other end. By a thread of the pool: the caller of
   * posix_spawn stands still until the program executes.
   */
  spawnMonitor(
    path: string,
    args: readonly string[],
    env: readonly string[],
    stderrPath: string,
  ): Promise<{ readonly pid: number; readonly fd: number }>;
  /** waitpid(WNOHANG) of a spawned monitor: wait status, or undefined while it lives or when it is not our child. */
  reap(pid: number): number | undefined;
  /** Takes an exclusive flock without waiting; the descriptor, or undefined when somebody else holds it. */
  tryLock(path: string): number | undefined;
  /** The same, waiting in a thread of its own for as long as it takes. */
  awaitLock(path: string): Promise<number>;
  /** Resolves when the process that has the number at the time of the call has ended; whoever's child it is. */
  processEnd(pid: number): Promise<void>;
  closeFd(fd: number): void;
  /** FD_CLOEXEC for a descriptor that was inherited: no child of ours shall have it. */
  closeOnExec(fd: number): void;
  umount(path: string, lazy: boolean): void;

  // netlink.cc
  /** A long-lived netlink socket of protocol NETLINK_ROUTE (0) or NETLINK_NETFILTER (12) in our own namespace. */
  netlinkOpen(protocol: number): number;
  /** Sends one buffer of one or more messages and gathers all replies until every message with NLM_F_ACK or NLM_F_DUMP is answered. */
  netlinkTransact(socket: number, request: Uint8Array): Uint8Array;
  /** The same by a thread of the pool, for requests that take long; the socket is its alone meanwhile. */
  netlinkTransactLater(socket: number, request: Uint8Array): Promise<Uint8Array>;
  netlinkClose(socket: number): void;
  /**
   * A short-lived thread makes a network namespace, pins it by a bind mount on `path`, and opens a netlink socket of each
   * protocol in it.
   */
  createNetns(path: string, protocols: readonly number[]): Promise<readonly number[]>;
  /** Opens the pinned namespace for IFLA_NET_NS_FD; close with closeFd. */
  openNetns(path: string): number;
  /** Unmounts and removes a pin; absent is success. */
  removeNetns(path: string): void;

  // growing-blob.cc
  /** Opens or makes a file that is written, hashed and read at the same time; what is in it counts. `size`: its bytes. */
  growingBlobOpen(path: string): Promise<{ readonly handle: GrowingBlobHandle; readonly size: number }>;
  /** Writes and hashes in a thread; one call at a time. The bytes must not change until it resolves. */
  growingBlobAppend(handle: GrowingBlobHandle, parts: readonly Uint8Array[]): Promise<void>;
  /** Empties it; who unpacks it fails with ESTALE. */
  growingBlobRestart(handle: GrowingBlobHandle): void;
  /** `sha256:…` of all bytes; nothing can be appended afterwards. */
  growingBlobDigest(handle: GrowingBlobHandle): string;
  /** The handle is worth nothing then. Who unpacks it comes to the end, or fails with ECANCELED unless it is whole. */
  growingBlobClose(handle: GrowingBlobHandle, whole: boolean): void;

  // layer.cc
  /**
   * Unpacks a layer blob (a file, or one that is still growing) beneath `destination` (an existing empty directory) in threads
   * of its own: decompression by content (gzip, zstd, plain), OCI whiteouts turned into overlay ones, every name resolved
   * beneath the directory. `cancel` makes it fail with ECANCELED soon; it may be called at any time.
   */
  unpackLayer(
    blob: string | GrowingBlobHandle,
    destination: string,
    options: {
      readonly maxBytes?: number;
      /**
       * An archive of files that is no layer: the destination may hold anything, no name is a whiteout, and no directory takes
       * the place of something else or gives way to it (EEXIST).
       */
      readonly plain?: boolean;
      /** With `plain`: of all that comes. */
      readonly owner?: { readonly uid: number; readonly gid: number };
    },
  ): {
    readonly done: Promise<{
      readonly diffId: string;
      readonly bytes: number;
      readonly entries: number;
      /** It shows nothing of the layers below, which overlayfs cannot be told of a topmost directory. */
      readonly hidesAll: boolean;
    }>;
    readonly cancel: () => void;
  };
  /** Removes a file or directory in a thread of its own, however deep it is; absent is success. */
  removeTree(path: string): Promise<void>;
  /**
   * Tells ext4 that what is in the subdirectories of a directory has nothing to do with one another, so that it puts them in
   * different places of the disk (chattr(1), `T`). Other file systems do nothing.
   */
  spreadSubdirectories(path: string): void;
  /** syncfs(2) in a thread of its own: what was written to the file system of `path` so far survives a power cut. */
  syncFileSystem(path: string): Promise<void>;

  // archive.cc
  /**
   * Writes directories of layers (topmost first) as a tar archive to a descriptor that blocks, and closes it. One layer: its
   * whiteouts become OCI's, but for what no layer of `below` has. Several: what they show together.
   */
  packLayers(
    layers: readonly string[],
    below: readonly string[],
    output: number,
  ): Promise<{ readonly diffId: string; readonly bytes: number; readonly entries: number }>;
  /** What the upper directory of an overlay changes in the layers below it (topmost first); sorted by path. */
  layerChanges(
    upper: string,
    below: readonly string[],
  ): Promise<{
    readonly changes: readonly { readonly kind: 'added' | 'changed' | 'deleted'; readonly path: string }[];
    /** Bytes of the files of the upper directory. */
    readonly bytes: number;
  }>;
  /** Both ends of a pipe, whose writer blocks. */
  openPipe(): { readonly reader: number; readonly writer: number };

  // tree.cc
  /** A directory as the root of what follows (O_PATH). */
  openRoot(path: string): number;
  /** Opens a directory beneath a root: no link and no ".." leads out of it (openat2, RESOLVE_IN_ROOT). */
  openDirectoryInRoot(root: number, path: string): number;
  /** What is there, links at the end not followed; undefined: nothing. */
  statInRoot(
    root: number,
    path: string,
  ): { readonly mode: number; readonly size: number; readonly link?: string } | undefined;
  /**
   * Writes an object of a live tree, and all below it, as a tar archive in a thread: `name` in the directory `parent` under the
   * name `as`; "." is the directory itself. Closes both descriptors. Brings the bytes of its files.
   */
  packTree(parent: number, name: string, as: string, output: number): Promise<number>;
  /**
   * Mounts an overlay and what lies on it, in a mount namespace that nobody else is in. It is there as long as `mounts` is open.
   * @param target a directory to mount on @param binds outer targets first
   */
  holdRoot(
    target: string,
    overlay: { readonly lower: readonly string[]; readonly upper: string; readonly work: string },
    binds: readonly { readonly source: string; readonly target: string; readonly readOnly: boolean }[],
  ): Promise<{ readonly root: number; readonly mounts: number }>;
}
