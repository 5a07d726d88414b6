import type { ObservedContainer } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import type { Healthcheck, HealthRecord, HealthState, ProbeRecord } from '../spec/health.js';
import { type Clock, pause } from './clock.js';
import { afterProbe, delayToNextProbe, initialHealth } from './health-state.js';
import { probeMethod } from './probe-method.js';

/** Probes that are kept, as in Docker. */
const KEPT_PROBES = 5;

export type RunningContainer = ObservedContainer & {
  readonly state: { readonly status: 'running' };
  readonly healthcheck: Healthcheck;
};

/** Probes one run of one container until it is told to end. */
export class HealthProbe {
  /** Start of the run. */
  readonly startedAt: string;
  readonly #id: string;
  readonly #check: Healthcheck;
  /** Of the clock that nobody sets. */
  readonly #startedMs: number;
  readonly #ended = new AbortController();
  readonly #isTakenOver: boolean;
  #state: HealthState;
  #log: readonly ProbeRecord[];

  /** @param onChange called when the status has changed */
  constructor(
    private readonly engine: Engine,
    private readonly clock: Clock,
    container: RunningContainer,
    private readonly onChange: () => void,
  ) {
    const { id, state, healthcheck, health } = container;
    this.#id = id;
    this.#check = healthcheck;
    this.startedAt = state.startedAt;
    this.#startedMs =
      state.startedMs ?? clock.monotonic() - Math.max(0, clock.now() - Date.parse(state.startedAt));
    this.#isTakenOver = health?.startedAt === state.startedAt;
    this.#state = this.#isTakenOver && health ? health.state : initialHealth(healthcheck, this.#elapsed());
    this.#log = this.#isTakenOver && health ? health.log : [];
  }

  get state(): HealthState {
    return this.#state;
  }

  get record(): HealthRecord {
    return { startedAt: this.startedAt, state: this.#state, log: this.#log };
  }

  get hasEnded(): boolean {
    return this.#ended.signal.aborted;
  }

  end(): void {
    this.#ended.abort();
  }

  /** Resolves when it was told to end, the container no longer runs, or nothing more can come of probing. */
  async run(): Promise<void> {
    const { signal } = this.#ended;
    if (this.#isTakenOver && this.#state.hasBeenHealthy) {
      // What the engine before us found is still true. A line of the log that has been seen is not looked for again.
      if (this.#check.ready?.type === 'log') return;
      await this.#pause();
    }
    const method = probeMethod(this.engine, this.#id, this.#check, this.clock, signal);
    while (!signal.aborted) {
      const start = new Date(this.clock.now()).toISOString();
      const startedMs = this.#elapsed();
      const result = await method.probe(signal);
      if (result === undefined) this.end();
      if (result === undefined || signal.aborted) return;
      const endedMs = this.#elapsed();
      const before = this.#state.status;
      const passed = result.exitCode === 0;
      this.#state = afterProbe(this.#state, this.#check, { passed, startedMs, endedMs });
      const end = new Date(this.clock.now()).toISOString();
      this.#log = [...this.#log, { start, end, tookMs: endedMs - startedMs, ...result }].slice(-KEPT_PROBES);
      this.engine.recordHealth(this.#id, this.record);
      if (this.#state.status !== before) this.onChange();
      if (method.settled && passed) return;
      await this.#pause(method.news);
    }
  }

  /** Until the next probe is due, or there is news. */
  async #pause(news?: AbortSignal): Promise<void> {
    const { signal } = this.#ended;
    const either = news === undefined ? signal : AbortSignal.any([signal, news]);
    await pause(this.clock, delayToNextProbe(this.#state, this.#check, this.#elapsed()), either);
  }

  #elapsed(): number {
    return Math.max(0, this.clock.monotonic() - this.#startedMs);
  }
}
