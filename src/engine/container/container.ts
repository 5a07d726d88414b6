import { rm } from 'node:fs/promises';
import { toTscomposeError } from '../../base/errors.js';
import type { ContainerSpec, ContainerUpdate, ObservedContainer } from '../../spec/container.js';
import type { AttachedStart, AttachTarget, ExecTarget, LogPosition, StartCause } from '../../spec/engine.js';
import type { HealthRecord } from '../../spec/health.js';
import { changeRecord, settingsDiffer } from './change-record.js';
import { compressFinished } from './compress-logs.js';
import { cannotStartPaused, notFound, notRunning, pausedWrongly, startsNow } from './container-errors.js';
import type { ContainerParts } from './container-parts.js';
import { type ContainerPaths, cgroupPath } from './container-paths.js';
import type { ContainerRecord, StateRecord } from './container-record.js';
import { intendRemoval, removeFiles, takeAwayOutside } from './container-removal.js';
import { attachTargetOf, execTargetOf } from './container-targets.js';
import { currentTime } from './current-time.js';
import { endedWithin } from './ended-within.js';
import type { EventKind } from './event-kind.js';
import { ExecEvents } from './exec-events.js';
import { knownExit } from './exit-record.js';
import { failedStart } from './failed-start.js';
import { HealthFile } from './health-file.js';
import { KeptState } from './kept-state.js';
import { type LiveRun, launch, networkNames } from './launch.js';
import { logStartNow, logStartOf } from './log-start.js';
import { observeContainer } from './observe-container.js';
import { processNow } from './process-now.js';
import { recoveredState } from './recovered-state.js';
import { RunEnd } from './run-end.js';
import { runOutcome } from './run-outcome.js';
import { sendSignal } from './send-signal.js';
import { SerialTurns } from './serial-turns.js';
import { signalNumber } from './signals.js';
import { Standstill } from './standstill.js';
import { tidyAfterRun } from './tidy-after-run.js';

/** One container: its record, its state, and the monitor while it runs. Starts and removals take turns. */
export class Container {
  readonly #parts: ContainerParts;
  readonly #turns = new SerialTurns();
  readonly #end: RunEnd;
  readonly #health: HealthFile | undefined;
  readonly #state: KeptState;
  readonly #standstill: Standstill;
  #record: ContainerRecord;
  #live: LiveRun | undefined;
  /** Runs that were told to have run out of memory. */
  readonly #hasTold = new WeakSet<LiveRun>();
  #removed = false;

  constructor(parts: ContainerParts, record: ContainerRecord, state: StateRecord) {
    this.#parts = parts;
    this.#record = record;
    this.#state = new KeptState(parts, record.id, state);
    this.#standstill = new Standstill(this.#cgroup, this.#state, (event) => this.#emit(event));
    this.#end = new RunEnd(state.run?.phase === 'exited');
    if (record.process.healthcheck !== null) {
      this.#health = new HealthFile(parts.files.paths(record.id).health, parts.onFault);
    }
  }

  get #paths(): ContainerPaths {
    return this.#parts.files.paths(this.#record.id);
  }

  get record(): ContainerRecord {
    return this.#record;
  }

  /** Of its first process; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#live?.pid;
  }

  get running(): boolean {
    return this.#live !== undefined;
  }

  /** Its processes stand still, or are about to. */
  get paused(): boolean {
    return this.#state.paused;
  }

  /** How a removal was meant that has begun, by this engine or a former one; null: none has. */
  get removal(): StateRecord['removal'] {
    return this.#state.record.removal;
  }

  observe(): ObservedContainer {
    const endpoint = this.running ? this.#parts.network.endpoint(this.record.id) : undefined;
    const { run } = this.#state;
    const startedAt = run === null || run.phase === 'starting' ? undefined : run.startedAt;
    const health = this.#health?.of(startedAt) ?? null;
    return observeContainer(this.record, this.#state.record, endpoint, health);
  }

  /** Where the log of the latest run begins. */
  get logStart(): LogPosition {
    return logStartOf(this.#state.record);
  }

  recordHealth(health: HealthRecord): void {
    const { run } = this.#state;
    if (run?.phase !== 'running' || run.startedAt !== health.startedAt || this.#removed) return;
    const { status } = health.state;
    const before = this.#health?.of(run.startedAt)?.state.status ?? 'starting';
    this.#health?.keep(health);
    if (before !== status) this.#emit({ type: 'container-health', status });
  }

  /** Resolves when the run under way, or the next one, has ended; at once when there was one and it ended. */
  ended(): Promise<void> {
    return this.#end.wait();
  }

  update(changes: Partial<ContainerUpdate>): Promise<void> {
    return this.#turns.run(async () => {
      const before = this.record.spec;
      await this.#change(changes);
      if (settingsDiffer(before, this.record.spec)) this.#emit({ type: 'container-updated' });
    });
  }

  /** Others find it by its new name from now on, and by the old one no more. */
  rename(name: string): Promise<void> {
    return this.#turns.run(async () => {
      const { name: oldName } = this.record.spec;
      await this.#change({ name });
      await this.#parts.network.rename(this.record.id, networkNames(name, this.record));
      this.#emit({ type: 'container-renamed', oldName });
    });
  }

  async #change(changes: Partial<ContainerUpdate & Pick<ContainerSpec, 'name'>>): Promise<void> {
    if (this.#removed) throw notFound(this.record.spec.name);
    this.#record = await changeRecord(this.#parts, this.record, changes, { running: this.running });
  }

  /** Whatever has to run before it starts has run. */
  markPreStarted(): Promise<void> {
    return this.#state.save({ preStarted: true });
  }

  start(cause: StartCause, signal: AbortSignal, attach?: AttachedStart): Promise<void> {
    return this.#turns.run(async () => {
      if (this.paused) throw cannotStartPaused(this.record.spec.name);
      if (this.running) return;
      if (this.#removed) throw notFound(this.record.spec.name);
      this.#end.reopen();
      const isRestart = cause.by === 'policy';
      await this.#state.save({
        run: { phase: 'starting' },
        restartCount: isRestart ? this.#state.record.restartCount + 1 : 0,
        failedRestarts: isRestart ? cause.failedRestarts : 0,
        restartPauseMs: isRestart ? cause.pauseMs : null,
        stoppedByUser: false,
        ...(await logStartNow(this.#paths.log)),
      });
      try {
        this.adopt(await launch(this.#parts, this.record, signal, attach));
      } catch (error) {
        await this.#state.save({ run: failedStart(toTscomposeError(error), isRestart, currentTime()) });
        this.#end.settle();
        throw error;
      }
      this.#emit({ type: 'container-started' });
      if (cause.by === 'user' && cause.again) this.#emit({ type: 'container-restarted' });
    });
  }

  /** Takes charge of a running monitor: a fresh one, or one that a former engine started. */
  adopt(live: LiveRun): void {
    this.#end.reopen();
    this.#live = live;
    live.link.onOutOfMemory = () => this.#tellOutOfMemory(live);
    const execs = new ExecEvents((event) => this.#emit(event));
    live.link.onExec = (news) => execs.tell(news);
    compressFinished(live.link, this.record.spec, this.#paths.log, this.#parts.onFault);
    const { pid, startedAt, startedMs } = live;
    const monotonic = startedMs === undefined ? {} : { startedMs };
    const { run } = this.#state;
    const still = this.paused && run?.phase === 'running' && run.startedAt === startedAt;
    const paused = still ? ({ paused: true } as const) : {};
    this.#state.saveLater({ run: { phase: 'running', pid, startedAt, ...monotonic, ...paused } });
    void this.#watch(live).catch((error: unknown) => this.#parts.onFault(toTscomposeError(error)));
  }

  /** Records the end of a run that this engine did not see, if one was under way. */
  async settle(): Promise<void> {
    const { run } = this.#state;
    const { afterBoot } = this.#parts;
    const change = recoveredState(this.#state.record, this.record.spec.restart, afterBoot);
    if (run === null || run.phase === 'exited') {
      if (Object.keys(change).length > 0) await this.#state.save(change);
      return;
    }
    const exit = await knownExit(this.#paths.exitRecord, this.#parts.onFault);
    const lost = afterBoot ? 'the machine was restarted' : undefined;
    await this.#state.save({ ...change, run: runOutcome(run, exit, currentTime(), lost) });
    // A monitor that waits for somebody to look sees it go.
    await rm(this.#paths.exitRecord, { force: true, recursive: true });
    this.#end.settle();
  }

  /** @param graceMs milliseconds until SIGKILL; aborting the signal kills at once */
  async stop(graceMs: number, signal: AbortSignal): Promise<void> {
    this.#state.saveLater({ stoppedByUser: true });
    // A start under way comes to its end first: before that there is nobody to signal.
    await this.#turns.run(async () => {});
    if (!this.running) return;
    const ended = this.ended();
    if (graceMs > 0 && !signal.aborted) {
      await this.#signal(signalNumber(this.record.process.stopSignal));
      await endedWithin(ended, graceMs, signal);
    }
    if (this.running) await this.#signal(signalNumber('SIGKILL'));
    await ended;
    this.#emit({ type: 'container-stopped' });
  }

  /** @throws CONTAINER_NOT_RUNNING, CONTAINER_PAUSED when it is so already */
  setPaused(paused: boolean): Promise<void> {
    return this.#turns.run(async () => {
      const { name } = this.record.spec;
      if (!this.running || this.#state.run?.phase !== 'running') throw notRunning(name);
      await this.#standstill.set(paused, name);
    });
  }

  async kill(signalName: string): Promise<void> {
    if (!this.running) throw notRunning(this.record.spec.name);
    const number = signalNumber(signalName);
    if (number === signalNumber('SIGKILL') || number === signalNumber(this.record.process.stopSignal)) {
      this.#state.saveLater({ stoppedByUser: true });
    }
    await this.#signal(number);
  }

  /** Kills it if it runs, then takes everything away; ends what a killed engine left half removed. */
  remove(options: { readonly volumes: boolean }): Promise<void> {
    return this.#turns.run(async () => {
      if (this.#removed) return;
      await intendRemoval(this.#parts, this.#state, options);
      if (this.running) {
        await this.#signal(signalNumber('SIGKILL'));
        await this.ended();
      }
      await takeAwayOutside(this.#parts, this.record, options);
      this.#removed = true;
      await this.#state.close(() => removeFiles(this.#parts, this.record.id));
      this.#end.settle();
      this.#emit({ type: 'container-removed' });
    });
  }

  /** Nobody starts or removes it while `work` runs. @throws CONTAINER_NOT_FOUND; what a container that runs meanwhile needs */
  whileStopped<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      if (this.#removed) throw notFound(this.record.spec.name);
      if (this.running) throw startsNow(this.record.spec.name);
      return work();
    });
  }

  /** Ends a run that cannot go on; its policy decides what follows. */
  endRun(): Promise<void> {
    return this.#signal(signalNumber('SIGKILL'));
  }

  /** Writes down again what was lost of it. */
  rewriteState(): Promise<void> {
    return this.#state.save({});
  }

  execTarget(): ExecTarget {
    const { name } = this.record.spec;
    if (!this.running) throw notRunning(name);
    if (this.paused) {
      throw pausedWrongly(name, `Container ${name} is paused, unpause the container before exec`);
    }
    const process = processNow(this.#parts, this.record);
    return execTargetOf({ ...this.record, process }, this.#paths);
  }

  attachTarget(): AttachTarget {
    return attachTargetOf(this.record, this.#paths);
  }

  /** Lets the container go on without this engine. */
  async leave(): Promise<void> {
    await this.#live?.link.leave();
    await this.#state.written();
  }

  async #watch(live: LiveRun): Promise<void> {
    const told = await live.link.ended;
    if (live.link.left) return;
    await live.gone();
    const exit = told ?? (await knownExit(this.#paths.exitRecord, this.#parts.onFault));
    const run = runOutcome(this.#state.run, exit, currentTime());
    await tidyAfterRun(this.#parts, this.record.id, { byMonitor: exit !== undefined });
    this.#live = undefined;
    this.#state.saveLater({ run });
    if (run.oomKilled && !this.#hasTold.has(live)) this.#tellOutOfMemory(live);
    const { exitCode, error, ranMs } = run;
    this.#emit({
      type: 'container-exited',
      exitCode,
      ...(error === undefined ? {} : { error }),
      ...(ranMs === undefined ? {} : { ranMs }),
    });
    this.#end.settle();
  }

  #tellOutOfMemory(live: LiveRun): void {
    this.#hasTold.add(live);
    const { run } = this.#state;
    if (run?.phase === 'running') this.#state.saveLater({ run: { ...run, oomKilled: true } });
    this.#emit({ type: 'container-oom' });
  }

  get #cgroup(): string {
    return cgroupPath(this.#parts.scope, this.record.id);
  }

  /** A container that ends meanwhile needs no signal any more; one that is paused goes on, so that the signal reaches it. */
  async #signal(signal: number): Promise<void> {
    if (this.#live === undefined) return;
    await sendSignal(this.#live.link, this.record.spec.name, signal);
    this.#emit({ type: 'container-signalled', signal });
    if (this.paused) await this.#standstill.goOn();
  }

  #emit(event: EventKind): void {
    const { id, spec } = this.record;
    const { name, image, labels } = spec;
    this.#parts.emit({ id, name, image, labels, time: new Date().toISOString(), ...event });
  }
}
