import { rm } from 'node:fs/promises';
import { type TscomposeError, toTscomposeError } from '../../base/errors.js';
import type { ContainerSpec, ContainerUpdate, ObservedContainer } from '../../spec/container.js';
import type { AttachedStart, AttachTarget, ExecTarget, LogPosition, StartCause } from '../../spec/engine.js';
import type { HealthRecord } from '../../spec/health.js';
import { isCorrupt } from '../store/damage.js';
import { mountedHierarchies, removeCgroup } from './cgroups.js';
import { compressFinished } from './compress-logs.js';
import { cannotStartPaused, notFound, notRunning, pausedWrongly, startsNow } from './container-errors.js';
import type { ContainerParts } from './container-parts.js';
import { type ContainerPaths, cgroupPath } from './container-paths.js';
import type { ContainerRecord, StateRecord } from './container-record.js';
import { attachTargetOf, execTargetOf } from './container-targets.js';
import { currentTime } from './current-time.js';
import { endedWithin } from './ended-within.js';
import type { EventKind } from './event-kind.js';
import { type ExitRecord, readExitRecord } from './exit-record.js';
import { freeze, thaw } from './freeze.js';
import { HealthFile } from './health-file.js';
import { type LiveRun, launch } from './launch.js';
import { logStartNow, logStartOf } from './log-start.js';
import { observeContainer } from './observe-container.js';
import { RunEnd } from './run-end.js';
import { runOutcome } from './run-outcome.js';
import { sendSignal } from './send-signal.js';
import { SerialTurns } from './serial-turns.js';
import { signalNumber } from './signals.js';

/** One container: its record, its state, and the monitor while it runs. Starts and removals take turns. */
export class Container {
  readonly #parts: ContainerParts;
  readonly #turns = new SerialTurns();
  readonly #writes = new SerialTurns();
  readonly #end: RunEnd;
  readonly #health: HealthFile | undefined;
  #record: ContainerRecord;
  #state: StateRecord;
  #live: LiveRun | undefined;
  #removed = false;

  constructor(parts: ContainerParts, record: ContainerRecord, state: StateRecord) {
    this.#parts = parts;
    this.#record = record;
    this.#state = state;
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

  get running(): boolean {
    return this.#live !== undefined;
  }

  /** Its processes stand still, or are about to. */
  get paused(): boolean {
    const { run } = this.#state;
    return run?.phase === 'running' && run.paused === true;
  }

  /** How a removal was meant that has begun, by this engine or a former one; null: none has. */
  get removal(): StateRecord['removal'] {
    return this.#state.removal;
  }

  observe(): ObservedContainer {
    const endpoint = this.running ? this.#parts.network.endpoint(this.record.id) : undefined;
    const { run } = this.#state;
    const startedAt = run === null || run.phase === 'starting' ? undefined : run.startedAt;
    const health = this.#health?.of(startedAt) ?? null;
    return observeContainer(this.record, this.#state, endpoint, health);
  }

  /** Where the log of the latest run begins. */
  get logStart(): LogPosition {
    return logStartOf(this.#state);
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

  update(changes: Partial<ContainerUpdate & Pick<ContainerSpec, 'name'>>): Promise<void> {
    return this.#turns.run(async () => {
      if (this.#removed) throw notFound(this.record.spec.name);
      const record = { ...this.record, spec: { ...this.record.spec, ...changes } };
      await this.#parts.files.writeRecord(record);
      this.#record = record;
    });
  }

  start(cause: StartCause, signal: AbortSignal, attach?: AttachedStart): Promise<void> {
    return this.#turns.run(async () => {
      if (this.paused) throw cannotStartPaused(this.record.spec.name);
      if (this.running) return;
      if (this.#removed) throw notFound(this.record.spec.name);
      this.#end.reopen();
      const isRestart = cause.by === 'policy';
      await this.#save({
        run: { phase: 'starting' },
        restartCount: isRestart ? this.#state.restartCount + 1 : 0,
        failedRestarts: isRestart ? cause.failedRestarts : 0,
        restartPauseMs: isRestart ? cause.pauseMs : null,
        stoppedByUser: false,
        ...(await logStartNow(this.#paths.log)),
      });
      try {
        this.adopt(await launch(this.#parts, this.record, signal, attach));
      } catch (error) {
        await this.#failedToStart(toTscomposeError(error), isRestart);
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
    compressFinished(live.link, this.record.spec, this.#paths.log, this.#parts.onFault);
    const { pid, startedAt, startedMs } = live;
    const monotonic = startedMs === undefined ? {} : { startedMs };
    const { run } = this.#state;
    const still = this.paused && run?.phase === 'running' && run.startedAt === startedAt;
    const paused = still ? ({ paused: true } as const) : {};
    this.#saveLater({ run: { phase: 'running', pid, startedAt, ...monotonic, ...paused } });
    void this.#watch(live).catch((error: unknown) => this.#parts.onFault(toTscomposeError(error)));
  }

  /** Records the end of a run that this engine did not see, if one was under way. */
  async settle(): Promise<void> {
    const { run, stoppedByUser, removal } = this.#state;
    const { afterBoot, files } = this.#parts;
    // As in Docker: `always` means after a boot also what was stopped by hand.
    const forgets =
      afterBoot && stoppedByUser && removal === null && this.record.spec.restart.name === 'always';
    const change = {
      ...(forgets ? { stoppedByUser: false } : {}),
      // A boot is nothing that the container has failed at.
      ...(afterBoot && this.#state.restartPauseMs !== null ? { restartPauseMs: null } : {}),
    };
    if (run === null || run.phase === 'exited') {
      if (Object.keys(change).length > 0) await this.#save(change);
      return;
    }
    const exit = await this.#exitRecord();
    const lost = afterBoot ? 'the machine was restarted' : undefined;
    await this.#save({ ...change, run: runOutcome(run, exit, currentTime(), lost) });
    // A monitor that waits for somebody to look sees it go.
    await rm(files.paths(this.record.id).exitRecord, { force: true, recursive: true });
    this.#end.settle();
  }

  /** @param graceMs milliseconds until SIGKILL; aborting the signal kills at once */
  async stop(graceMs: number, signal: AbortSignal): Promise<void> {
    this.#saveLater({ stoppedByUser: true });
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
      const { run } = this.#state;
      const { name } = this.record.spec;
      if (!this.running || run?.phase !== 'running') throw notRunning(name);
      if (this.paused === paused) {
        throw pausedWrongly(name, `Container ${name} is ${paused ? 'already' : 'not'} paused`);
      }
      if (!paused) return this.#goOn();
      await this.#save({ run: { ...run, paused } });
      try {
        await freeze(mountedHierarchies(), this.#cgroup);
      } catch (error) {
        await this.#goOn();
        throw error;
      }
      this.#emit({ type: 'container-paused' });
    });
  }

  async kill(signalName: string): Promise<void> {
    if (!this.running) throw notRunning(this.record.spec.name);
    const number = signalNumber(signalName);
    if (number === signalNumber('SIGKILL') || number === signalNumber(this.record.process.stopSignal)) {
      this.#saveLater({ stoppedByUser: true });
    }
    await this.#signal(number);
  }

  /** Kills it if it runs, then takes everything away; ends what a killed engine left half removed. */
  remove(options: { readonly volumes: boolean }): Promise<void> {
    const { id, mounts } = this.record;
    return this.#turns.run(async () => {
      if (this.#removed) return;
      await this.#intendRemoval(options);
      if (this.running) {
        await this.#signal(signalNumber('SIGKILL'));
        await this.ended();
      }
      await this.#parts.network.detach(id, { forget: true });
      const anonymous = mounts.flatMap((mount) =>
        mount.type === 'volume' && mount.anonymous ? [mount.volume] : [],
      );
      // Before the record that alone names them.
      if (options.volumes) await Promise.all(anonymous.map((name) => this.#parts.volumes.remove(name)));
      this.#removed = true;
      await this.#writes.run(() => this.#removeFiles());
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
    return this.#save({});
  }

  execTarget(): ExecTarget {
    const { name } = this.record.spec;
    if (!this.running) throw notRunning(name);
    if (this.paused) {
      throw pausedWrongly(name, `Container ${name} is paused, unpause the container before exec`);
    }
    return execTargetOf(this.record, this.#paths);
  }

  attachTarget(): AttachTarget {
    return attachTargetOf(this.record, this.#paths);
  }

  /** Lets the container go on without this engine. */
  async leave(): Promise<void> {
    await this.#live?.link.leave();
    await this.#writes.run(async () => {});
  }

  async #watch(live: LiveRun): Promise<void> {
    const told = await live.link.ended;
    if (live.link.left) return;
    await live.gone();
    const exit = told ?? (await this.#exitRecord());
    const run = runOutcome(this.#state.run, exit, currentTime());
    // Whatever fails now, the container has ended, and those who wait for it must learn so.
    try {
      if (exit === undefined) await this.#tidyAfterMonitor();
      await this.#parts.network.detach(this.record.id, { forget: false });
    } catch (error) {
      this.#parts.onFault(toTscomposeError(error));
    }
    this.#live = undefined;
    this.#saveLater({ run });
    const { exitCode, error, ranMs } = run;
    this.#emit({
      type: 'container-exited',
      exitCode,
      ...(error === undefined ? {} : { error }),
      ...(ranMs === undefined ? {} : { ranMs }),
    });
    this.#end.settle();
  }

  /** One that is damaged tells nothing, as one that is missing does. */
  async #exitRecord(): Promise<ExitRecord | undefined> {
    try {
      return await readExitRecord(this.#paths.exitRecord);
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      this.#parts.onFault(error);
      return undefined;
    }
  }

  async #removeFiles(): Promise<void> {
    const { files, rootfs } = this.#parts;
    const { id } = this.record;
    await rootfs(files.paths(id).directory).remove();
    await files.remove(id);
  }

  /** A full disk must not keep anything from being removed: without the note, who is killed in between has to ask again. */
  async #intendRemoval(removal: { readonly volumes: boolean }): Promise<void> {
    try {
      await this.#save({ removal, stoppedByUser: true });
    } catch (error) {
      const fault = toTscomposeError(error);
      if (fault.code !== 'NO_SPACE') throw error;
      this.#parts.onFault(fault);
    }
  }

  /** A monitor that was killed could not tidy up; its container died with it, or does so now. */
  async #tidyAfterMonitor(): Promise<void> {
    const { id } = this.record;
    await removeCgroup(mountedHierarchies(), this.#cgroup);
    await rm(this.#parts.files.paths(id).monitorSocket, { force: true });
  }

  async #failedToStart(error: TscomposeError, isRestart: boolean): Promise<void> {
    const now = currentTime();
    const run = {
      phase: 'exited',
      exitCode: error.details.exitCode ?? 128,
      startedAt: now.wall,
      finishedAt: now.wall,
      endedMs: now.monotonicMs,
      oomKilled: false,
      error: error.message,
      ...(isRestart ? {} : { neverRan: true as const }),
    } as const;
    await this.#save({ run });
    this.#end.settle();
  }

  get #cgroup(): string {
    return cgroupPath(this.#parts.scope, this.record.id);
  }

  /** Lets its processes go on after a pause. */
  async #goOn(): Promise<void> {
    const { run } = this.#state;
    if (run?.phase !== 'running') return;
    const { paused: _paused, ...going } = run;
    await this.#save({ run: going });
    thaw(mountedHierarchies(), this.#cgroup);
    this.#emit({ type: 'container-unpaused' });
  }

  /** A container that ends meanwhile needs no signal any more; one that is paused goes on, so that the signal reaches it. */
  async #signal(signal: number): Promise<void> {
    if (this.#live === undefined) return;
    await sendSignal(this.#live.link, this.record.spec.name, signal);
    this.#emit({ type: 'container-signalled', signal });
    if (this.paused) await this.#goOn();
  }

  #save(change: Partial<StateRecord>): Promise<void> {
    if (this.#removed) return Promise.resolve();
    this.#state = { ...this.#state, ...change };
    const state = this.#state;
    return this.#writes.run(() => this.#parts.files.writeState(this.record.id, state));
  }

  /** For what can be found out again after a crash: nobody waits for the disk. */
  #saveLater(change: Partial<StateRecord>): void {
    this.#save(change).catch((error: unknown) => this.#parts.onFault(toTscomposeError(error)));
  }

  #emit(event: EventKind): void {
    const { id, spec } = this.record;
    const { name, image, labels } = spec;
    this.#parts.emit({ id, name, image, labels, time: new Date().toISOString(), ...event });
  }
}
