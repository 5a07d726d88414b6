import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname } from 'node:path';

/** Watches over a Unix socket that somebody listens on: without its name in the file system nobody gets in any more. */
export class SocketGuard {
  /** Resolves when the socket is gone, alone or with its directory, or another one has its name. */
  readonly lost: Promise<void>;
  readonly #path: string;
  readonly #inode: bigint | undefined;
  readonly #watcher: FSWatcher;
  #looksAway = 0;
  #tell: () => void = () => {};

  constructor(path: string) {
    this.#path = path;
    this.#inode = inodeOf(path);
    this.lost = new Promise((resolve) => {
      this.#tell = resolve;
    });
    // That of a directory which is removed itself ends with an event, too.
    this.#watcher = watch(dirname(path), { persistent: false }, () => this.#look());
    this.#look();
  }

  /** What is done to the socket until disposal is our own doing. */
  lookAway(): Disposable {
    this.#looksAway += 1;
    return {
      [Symbol.dispose]: () => {
        this.#looksAway -= 1;
      },
    };
  }

  end(): void {
    this.#looksAway += 1;
    this.#watcher.close();
  }

  #look(): void {
    if (this.#looksAway > 0 || inodeOf(this.#path) === this.#inode) return;
    this.end();
    this.#tell();
  }
}

/** Undefined when there is none. */
function inodeOf(path: string): bigint | undefined {
  return statSync(path, { throwIfNoEntry: false, bigint: true })?.ino;
}
