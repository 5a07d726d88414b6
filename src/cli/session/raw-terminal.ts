import type { Host } from '../host.js';

export interface Resizable {
  resize(rows: number, cols: number): void;
}

/** The caller's window, whose size a terminal in a container follows. */
export class FollowedWindow implements Disposable {
  readonly #host: Host;
  readonly #onResize: () => void;

  /** @param redraw makes what runs there draw its screen anew, also when the size is what it was */
  constructor(host: Host, remote: Resizable, { redraw = false }: { readonly redraw?: boolean } = {}) {
    this.#host = host;
    const tell = (more: number) => {
      const { rows, columns } = host.stdout;
      if (rows !== undefined && columns !== undefined) remote.resize(rows + more, columns + more);
    };
    this.#onResize = () => tell(0);
    host.stdout.on('resize', this.#onResize);
    if (redraw) tell(1);
    // It may have changed between asking and listening.
    tell(0);
  }

  [Symbol.dispose](): void {
    this.#host.stdout.off('resize', this.#onResize);
  }
}
