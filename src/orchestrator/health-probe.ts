import { TscomposeError } from '../base/errors.js';
import type { ExitCode, HealthcheckSpec } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import { type Clock, pause } from './clock.js';
import { afterProbe, delayToNextProbe, type HealthState, initialHealth } from './health-state.js';

type Check = Required<HealthcheckSpec>;

/** Bytes of a probe's output that are kept, as in Docker. */
const MAX_OUTPUT = 4096;

/** How one probe ended. */
export interface ProbeResult {
  readonly exitCode: ExitCode;
  readonly output: string;
  readonly timedOut: boolean;
}

/** Probes one run of one container until it is told to end. */
export class HealthProbe {
  readonly #ended = new AbortController();
  #state: HealthState;
  #last: ProbeResult | undefined;

  /**
   * @param startedAt when the container started, milliseconds since the epoch
   * @param onChange called after every probe
   */
  constructor(
    private readonly engine: Engine,
    private readonly clock: Clock,
    private readonly id: string,
    private readonly check: Check,
    readonly startedAt: number,
    private readonly onChange: () => void,
  ) {
    this.#state = initialHealth(check, this.#elapsed());
  }

  get state(): HealthState {
    return this.#state;
  }

  get last(): ProbeResult | undefined {
    return this.#last;
  }

  get hasEnded(): boolean {
    return this.#ended.signal.aborted;
  }

  end(): void {
    this.#ended.abort();
  }

  /** Resolves when it was told to end or the container no longer runs. */
  async run(): Promise<void> {
    const { signal } = this.#ended;
    do {
      const startedMs = this.#elapsed();
      const result = await this.#probe(signal);
      if (result === undefined) this.end();
      if (result === undefined || signal.aborted) return;
      this.#last = result;
      const passed = result.exitCode === 0 && !result.timedOut;
      this.#state = afterProbe(this.#state, this.check, { passed, startedMs, endedMs: this.#elapsed() });
      this.onChange();
    } while (await pause(this.clock, delayToNextProbe(this.#state, this.check, this.#elapsed()), signal));
  }

  #elapsed(): number {
    return Math.max(0, this.clock.now() - this.startedAt);
  }

  async #probe(signal: AbortSignal): Promise<ProbeResult | undefined> {
    const [form, ...rest] = this.check.test;
    const args = form === 'CMD-SHELL' ? ['/bin/sh', '-c', rest.join(' ')] : rest;
    try {
      return await this.engine.exec(
        this.id,
        { args, env: [], timeoutMs: this.check.timeoutMs, maxOutput: MAX_OUTPUT },
        signal,
      );
    } catch (error) {
      if (!(error instanceof TscomposeError)) throw error;
      if (error.code === 'CONTAINER_NOT_RUNNING' || error.code === 'CONTAINER_NOT_FOUND') return undefined;
      // A probe that cannot be executed (no such command in the image) is a failed probe.
      return { exitCode: 'unknown', output: error.message, timedOut: false };
    }
  }
}
