import type { ObservedContainer } from '../spec/container.js';
import type { Engine, EngineEvent } from '../spec/engine.js';
import type { HealthRecord, HealthStatus } from '../spec/health.js';
import { bootDependenciesReady } from './boot-dependencies.js';
import { Changes } from './changes.js';
import type { Clock } from './clock.js';
import { tidyDefaultNetwork } from './default-network.js';
import { HealthProbe, type RunningContainer } from './health-probe.js';
import { wantsRestart } from './restart-decision.js';
import { Restarts } from './restarts.js';

/** Our own doing, of which who waits has been told; or the cause of what another event tells. */
const TELLS_NOTHING_NEW: ReadonlySet<EngineEvent['type']> = new Set([
  'container-health',
  'container-exec-created',
  'container-exec-started',
  'container-exec-ended',
  'container-signalled',
  'container-stopped',
  'container-restarted',
  'container-oom',
  'container-updated',
  'container-renamed',
]);

/** Looks after containers from their start to their end: health, restarts, and whoever waits for either. */
export class Lifecycle {
  readonly changes = new Changes();
  readonly restarts: Restarts;
  readonly #probes = new Map<string, HealthProbe>();
  readonly #running = new Set<string>();
  /** Containers that wait for others after a boot. */
  readonly #waiting = new Set<string>();
  readonly #closing = new AbortController();
  readonly #unsubscribe: () => void;

  /** @param onFault gets what goes wrong where no operation waits for it */
  constructor(
    private readonly engine: Engine,
    readonly clock: Clock,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.restarts = new Restarts(
      engine,
      clock,
      (id) => this.changes.notify(id),
      (id) => this.#lookAgain(id),
      onFault,
    );
    this.#unsubscribe = engine.onEvent((event) => {
      this.#handle(event).catch(onFault);
    });
  }

  /**
   * Takes up what an earlier engine left: probes what runs, restarts what ended meanwhile.
   * @param afterBoot nothing runs yet: each container waits for those that its stack starts before it
   */
  async resume({ afterBoot }: { readonly afterBoot: boolean }): Promise<void> {
    const { containers } = await this.engine.observe();
    for (const container of containers) {
      if (container.state.status === 'running') this.#running.add(container.id);
      // Who wanted to start it went with the engine before us.
      if (container.state.status === 'created' && container.spec.autoRemove) {
        await this.engine.removeContainer(container.id, { volumes: true });
        continue;
      }
      if (afterBoot && wantsRestart(container)) this.#startInTurn(container, containers);
      else this.#look(container);
    }
  }

  /** True while a container runs or is about to. */
  get hasWork(): boolean {
    return this.#running.size > 0 || this.#waiting.size > 0 || this.restarts.size > 0;
  }

  healthOf({ id, state, healthcheck, health }: ObservedContainer): HealthStatus {
    if (state.status !== 'running' || healthcheck === null) return 'none';
    const probe = this.#probes.get(id);
    if (probe?.startedAt === state.startedAt) return probe.state.status;
    // Paused since before this engine began: nobody probes it.
    return health?.startedAt === state.startedAt ? health.state.status : 'starting';
  }

  /** Health of the latest run that was probed; undefined when none was. */
  healthRecord(id: string): HealthRecord | undefined {
    return this.#probes.get(id)?.record;
  }

  /** True when a container that has ended will run again by itself. */
  willRestart(container: ObservedContainer): boolean {
    return this.restarts.isPending(container.id) || wantsRestart(container);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#unsubscribe();
    for (const probe of this.#probes.values()) probe.end();
    await this.restarts.close();
  }

  async #handle(event: EngineEvent): Promise<void> {
    const { id } = event;
    if (TELLS_NOTHING_NEW.has(event.type)) return;
    switch (event.type) {
      case 'container-started':
        this.#running.add(id);
        break;
      case 'container-exited':
        this.#running.delete(id);
        this.#probes.get(id)?.end();
        break;
      case 'container-paused':
        this.#probes.get(id)?.end();
        break;
      case 'container-removed':
        this.#running.delete(id);
        this.#forget(id);
        break;
    }
    const container = await this.engine.inspectContainer(id);
    if (container !== undefined) this.#look(container);
    this.changes.notify(id);
  }

  #look(container: ObservedContainer): void {
    // What happened just before the end is the next engine's to see to.
    if (this.#closing.signal.aborted) return;
    if (isProbed(container)) this.#beginProbes(container);
    else if (container.state.status === 'running') return;
    else if (container.spec.autoRemove) this.#removeEnded(container);
    else this.restarts.consider(container);
  }

  #removeEnded({ id, state, spec }: ObservedContainer): void {
    const networks = spec.networks.map(({ network }) => network);
    // Who makes it starts it, too.
    if (state.status !== 'exited') return;
    this.engine
      .removeContainer(id, { volumes: true })
      .then(() => tidyDefaultNetwork(this.engine, networks))
      .catch(this.onFault);
  }

  #startInTurn(container: ObservedContainer, all: readonly ObservedContainer[]): void {
    this.#waiting.add(container.id);
    bootDependenciesReady(
      this,
      container,
      all,
      (id) => this.engine.inspectContainer(id),
      this.#closing.signal,
    )
      // What a command has done to it meanwhile counts.
      .then(() => this.#lookAgain(container.id), this.#unlessClosing)
      .finally(() => this.#waiting.delete(container.id));
  }

  #unlessClosing = (error: unknown): void => {
    if (!this.#closing.signal.aborted) this.onFault(error);
  };

  #lookAgain(id: string): void {
    this.engine
      .inspectContainer(id)
      .then((container) => container !== undefined && this.#look(container))
      .catch(this.onFault);
  }

  #beginProbes(container: RunningContainer): void {
    const { id, state } = container;
    const current = this.#probes.get(id);
    if (current?.startedAt === state.startedAt && !current.hasEnded) return;
    current?.end();
    const probe = new HealthProbe(this.engine, this.clock, container, () => this.changes.notify(id));
    this.#probes.set(id, probe);
    probe.run().catch(this.onFault);
  }

  #forget(id: string): void {
    this.#probes.get(id)?.end();
    this.#probes.delete(id);
    void this.restarts.cancel(id);
  }
}

function isProbed(container: ObservedContainer): container is RunningContainer {
  return container.state.status === 'running' && !container.state.paused && container.healthcheck !== null;
}
