import type { EngineClient } from '../../api/messages.js';
import { deferred } from '../../base/deferred.js';
import type { StepProgress, UpRequest } from '../../spec/operations.js';
import type { ProgressSink } from '../progress/sink.js';
import { runOperation } from './run-operation.js';

/**
 * `up` under way in the engine. Its progress is shown until the first container has started; from then on the screen belongs
 * to the log, which is worth reading while others still wait for a dependency to become healthy.
 */
export class StartingStack {
  #isOver = false;
  #starts = 0;
  /** Operations of others that start containers. */
  #others = 0;
  #nextStart = deferred<void>();
  readonly #attachable = deferred<void>();
  readonly #progress: ProgressSink;
  #shown = true;
  /** Settles as the operation does. */
  readonly finished: Promise<void>;

  constructor(client: EngineClient, request: UpRequest, progress: ProgressSink, signal: AbortSignal) {
    this.#progress = progress;
    const sink: ProgressSink = {
      step: (step) => {
        if (this.#shown) progress.step(step);
      },
      warning: (message) => progress.warning(message),
      close: async () => {},
    };
    const events = client.up(request.stack.name, request, signal);
    this.finished = this.#watch(runOperation(events, sink, (step) => this.#see(step)));
    // Whoever waits for the end sees the failure; one that comes before anybody waits must not end the process.
    this.finished.catch(() => {});
  }

  /** True once it ended, well or not, and nobody else starts anything. */
  get isOver(): boolean {
    return this.#isOver && this.#others === 0;
  }

  /** Containers seen to start so far. */
  get starts(): number {
    return this.#starts;
  }

  /** Resolves when there is a log to show, or nothing more to wait for; the progress is off the screen then. */
  attachable(): Promise<void> {
    return this.#attachable.promise;
  }

  /** Resolves when another container starts, or the operation ends. */
  nextStart(): Promise<void> {
    return this.isOver ? Promise.resolve() : this.#nextStart.promise;
  }

  /** Does what stops containers and starts them again: their log is gone on with. */
  async whileRestarting(work: () => Promise<void>): Promise<void> {
    this.#others += 1;
    try {
      await work();
    } finally {
      this.#others -= 1;
      this.#started();
    }
  }

  #see(step: StepProgress): void {
    if (!step.id.startsWith('Container ') || step.text !== 'Started') return;
    this.#started();
    this.#hide();
  }

  #started(): void {
    this.#starts += 1;
    this.#nextStart.resolve();
    this.#nextStart = deferred<void>();
  }

  async #watch(operation: Promise<unknown>): Promise<void> {
    try {
      await operation;
    } finally {
      this.#isOver = true;
      this.#nextStart.resolve();
      this.#hide();
    }
  }

  #hide(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#progress.close().then(this.#attachable.resolve, this.#attachable.reject);
  }
}
