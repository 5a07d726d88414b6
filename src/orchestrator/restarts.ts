import { TscomposeError } from '../base/errors.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import { type Clock, pause } from './clock.js';
import { failedRestarts, lengthOfRun, restartDelay, wantsRestart } from './restart-decision.js';

interface Pending {
  readonly controller: AbortController;
  /** Never rejects. */
  readonly done: Promise<void>;
}

/** Starts containers again as their policies say. */
export class Restarts {
  readonly #pending = new Map<string, Pending>();

  /**
   * @param onChange called when a container begins or ceases to be about to restart
   * @param onEnd called after a restart that was not cancelled: the new run may have ended before it
   * @param onFault gets what cannot be handled here
   */
  constructor(
    private readonly engine: Engine,
    private readonly clock: Clock,
    private readonly onChange: (id: string) => void,
    private readonly onEnd: (id: string) => void,
    private readonly onFault: (error: unknown) => void,
  ) {}

  get size(): number {
    return this.#pending.size;
  }

  isPending(id: string): boolean {
    return this.#pending.has(id);
  }

  /** Looks at a container that has ended, and starts it after a pause if its policy says so. */
  consider(container: ObservedContainer): void {
    const { id } = container;
    if (this.#pending.has(id) || !wantsRestart(container)) return;
    const controller = new AbortController();
    const done = this.#restart(container, controller.signal);
    this.#pending.set(id, { controller, done });
    this.onChange(id);
  }

  /** Resolves when no start by policy is under way any more. */
  async cancel(id: string): Promise<void> {
    const pending = this.#pending.get(id);
    pending?.controller.abort();
    await pending?.done;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pending.keys()].map((id) => this.cancel(id)));
  }

  async #restart(container: ObservedContainer, signal: AbortSignal): Promise<void> {
    const { id } = container;
    try {
      await this.#startAgain(container, signal);
    } catch (error) {
      this.onFault(error);
    }
    this.#pending.delete(id);
    this.onChange(id);
    if (!signal.aborted) this.onEnd(id);
  }

  /**
   * A start that fails is tried again with a longer pause: what hinders it may pass, like a port in use. What an engine
   * waited before it was killed counts.
   */
  async #startAgain(ended: ObservedContainer, signal: AbortSignal): Promise<void> {
    const { id } = ended;
    const { delayMs } = ended.spec.restart;
    let pauseMs = restartDelay(ended.restartPauseMs, lengthOfRun(ended), delayMs);
    let waited = waitedFor(ended, this.clock);
    for (;;) {
      if (!(await pause(this.clock, Math.max(0, pauseMs - waited), signal))) return;
      const current = await this.engine.inspectContainer(id);
      if (current === undefined || !wantsRestart(current)) return;
      const cause = { by: 'policy', pauseMs, failedRestarts: failedRestarts(current) } as const;
      try {
        await this.engine.startContainer(id, cause, signal);
        return;
      } catch (error) {
        if (!(error instanceof TscomposeError)) throw error;
        if (signal.aborted || error.code === 'CONTAINER_NOT_FOUND') return;
        pauseMs = restartDelay(pauseMs, 0, delayMs);
        waited = 0;
      }
    }
  }
}

/** Milliseconds since the end of the run. */
function waitedFor({ state }: ObservedContainer, clock: Clock): number {
  if (state.status !== 'exited' || state.endedMs === undefined) return 0;
  return Math.max(0, clock.monotonic() - state.endedMs);
}
