import type { Host } from '../host.js';

interface Resizable {
  resize(rows: number, cols: number): void;
}

/** The caller's terminal, handed through to a command in a container; given back on disposal, however it ends. */
export class RawTerminal implements Disposable {
  readonly #host: Host;
  readonly #onResize: () => void;

  constructor(host: Host, remote: Resizable) {
    this.#host = host;
    this.#onResize = () => {
      const { rows, columns } = host.stdout;
      if (rows !== undefined && columns !== undefined) remote.resize(rows, columns);
    };
    host.stdin.setRawMode?.(true);
    host.stdout.on('resize', this.#onResize);
    // It may have changed between asking and listening.
    this.#onResize();
  }

  [Symbol.dispose](): void {
    this.#host.stdout.off('resize', this.#onResize);
    this.#host.stdin.setRawMode?.(false);
  }
}
