import type { EngineClient } from '../../api/messages.js';
import type { UpRequest } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { UpMenu } from '../menu/up-menu.js';
import type { StartingStack } from './starting-stack.js';
import { UpWatch } from './up-watch.js';

export interface UpControlsOptions {
  /** Whether there is a menu. */
  readonly menu: boolean;
  /** Whether source files are watched from the start. */
  readonly watch: boolean;
  /** Services whose files are watched, now or by a key. */
  readonly watched: readonly string[];
}

/** What an attached `up` does besides showing its log: it watches files, and listens to keys. */
export class UpControls implements Disposable {
  /** For all that is shown while it is there. */
  readonly cli: Cli;
  readonly #left = new AbortController();
  readonly #menu: UpMenu | undefined;
  readonly #watch: UpWatch;

  constructor(
    cli: Cli,
    client: EngineClient,
    request: UpRequest,
    starting: StartingStack,
    { menu, watch, watched: services }: UpControlsOptions,
  ) {
    this.#menu = menu ? UpMenu.open(cli) : undefined;
    this.cli = this.#menu?.cli ?? cli;
    const onChange = () => this.#menu?.draw();
    this.#watch = new UpWatch({ cli: this.cli, client, request, services, starting, onChange });
    this.#menu?.begin({
      isWatching: () => this.#watch.isOn,
      toggleWatch: () => void this.#watch.toggle(),
      detach: () => this.#left.abort(),
    });
    // Files go into containers that run; a stack that does not start is told of elsewhere.
    if (watch) starting.finished.then(() => this.#watch.start()).catch(() => {});
  }

  /** Aborted when the user wants to leave the containers to themselves. */
  get left(): AbortSignal {
    return this.#left.signal;
  }

  /** Ends both; the terminal is as it was. */
  async close(): Promise<void> {
    await this.#watch.stop();
    this.#menu?.close();
  }

  [Symbol.dispose](): void {
    void this.#watch.stop();
    this.#menu?.close();
  }
}
