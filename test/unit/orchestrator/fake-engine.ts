import { TscomposeError } from '../../../src/base/errors.js';
import { mergeHealthcheck } from '../../../src/engine/container/merge-healthcheck.js';
import type {
  ContainerSpec,
  ContainerUpdate,
  ExitCode,
  ObservedContainer,
} from '../../../src/spec/container.js';
import type {
  AttachTarget,
  Engine,
  EngineEvent,
  ExecResult,
  ExecTarget,
  LogEntry,
  LogPosition,
  LogQuery,
  Observation,
  PullProgress,
  StartCause,
  Successor,
} from '../../../src/spec/engine.js';
import type { KeptBytes } from '../../../src/spec/file-contents.js';
import type { HealthRecord, PortProbe, PortProbeResult } from '../../../src/spec/health.js';
import type {
  ImageInfo,
  NetworkSpec,
  ObservedNetwork,
  ObservedVolume,
  VolumeSpec,
} from '../../../src/spec/objects.js';
import type { PullOptions } from '../../../src/spec/registry.js';
import type { LostRecord } from '../../../src/spec/repair.js';
import { type Behaviour, imageInfo } from './behaviour.js';
import { endedRun } from './ended-run.js';
import { fakeAttachTarget } from './fake-attach-target.js';
import { type FakeClock, turn } from './fake-clock.js';
import { asLines, FakeLog } from './fake-log.js';
import { fakeRegistries } from './fake-registries.js';
import { newContainer } from './new-container.js';
import { requireOneCpu } from './require-one-cpu.js';

interface Container {
  observed: ObservedContainer;
  readonly log: FakeLog;
  probes: number;
  cancelEnd: () => void;
}

const ADDRESSES = { subnet: '10.0.0.0/24', gateway: '10.0.0.1', bridge: 'br0' };

/** An engine in memory, that remembers what was asked of it and fails when told. */
export class FakeEngine implements Engine {
  readonly calls: string[] = [];
  /** Of each pull, in order. */
  readonly pullOptions: PullOptions[] = [];
  readonly store = new Map<string, ImageInfo>();
  readonly registry = new Map<string, Behaviour>();
  readonly registries = fakeRegistries(this.registry, (call) => this.#effect(call));
  readonly networks = new Map<string, ObservedNetwork>();
  readonly volumes = new Map<string, ObservedVolume>();
  readonly #containers = new Map<string, Container>();
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #created = 0;
  /** Called before every effect; throws to make it fail. */
  beforeEffect: (call: string) => void = () => {};

  constructor(private readonly clock: FakeClock) {}

  /** Makes an image known to the registry, and to the store unless told otherwise. */
  image(reference: string, behaviour: Behaviour = {}, where: 'store' | 'registry' = 'store'): void {
    this.registry.set(reference, behaviour);
    if (where === 'store') this.store.set(reference, this.#imageInfo(reference));
  }

  get containers(): readonly ObservedContainer[] {
    return [...this.#containers.values()]
      .map(({ observed }) => observed)
      .sort((left, right) => (left.spec.name < right.spec.name ? -1 : 1));
  }

  byName(name: string): ObservedContainer {
    const found = this.containers.find(({ spec }) => spec.name === name);
    if (found === undefined) throw new Error(`no container ${name}`);
    return found;
  }

  write(name: string, log: string): void {
    this.#get(this.byName(name).id).log.write(log, this.#time());
  }

  /** Ends a container as if by itself. */
  end(name: string, exitCode: ExitCode): void {
    this.#end(this.byName(name).id, exitCode);
  }

  async observe(): Promise<Observation> {
    await turn();
    const byName = <T extends { spec: { name: string } }>(items: Iterable<T>) =>
      [...items].sort((left, right) => (left.spec.name < right.spec.name ? -1 : 1));
    return {
      containers: this.containers,
      networks: byName(this.networks.values()),
      volumes: byName(this.volumes.values()),
    };
  }

  readonly lost: LostRecord[] = [];
  lostRecords = (): readonly LostRecord[] => this.lost;

  async inspectContainer(id: string): Promise<ObservedContainer | undefined> {
    await turn();
    return this.#containers.get(id)?.observed;
  }

  describeContainer = () =>
    Promise.reject(new TscomposeError('CONTAINER_NOT_FOUND', 'nothing is described here'));

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async findImage(reference: string): Promise<ImageInfo | undefined> {
    await turn();
    return this.store.get(reference);
  }

  renameContainer = async (): Promise<void> => {};
  keptContents = async (): Promise<KeptBytes> => new Map();

  async markPreStarted(id: string): Promise<void> {
    const container = this.#get(id);
    container.observed = { ...container.observed, preStarted: true };
  }

  listImages = async (): Promise<readonly ImageInfo[]> => [...this.store.values()];

  async pullImage(
    reference: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
    options: PullOptions = {},
  ): Promise<ImageInfo> {
    this.pullOptions.push(options);
    await this.#effect(`pull ${reference}`);
    if (!this.registry.has(reference)) throw new TscomposeError('IMAGE_NOT_FOUND', `no image ${reference}`);
    onProgress({ phase: 'downloading', layer: 'sha256:0123456789abcdef', currentBytes: 1, totalBytes: 2 });
    await turn();
    if (signal.aborted) throw new TscomposeError('CANCELLED', 'interrupted');
    const image = this.#imageInfo(reference);
    this.store.set(reference, image);
    return image;
  }

  async latestImage(reference: string): Promise<string> {
    await turn();
    if (!this.registry.has(reference)) throw new TscomposeError('IMAGE_NOT_FOUND', `no image ${reference}`);
    return this.#imageInfo(reference).id;
  }

  loadImages = async (): Promise<readonly ImageInfo[]> => [];

  async createNetwork(spec: NetworkSpec): Promise<ObservedNetwork> {
    await this.#effect(`create network ${spec.name}`);
    const created = { id: spec.name, spec, createdAt: this.#time() };
    const network = this.networks.get(spec.name) ?? { ...created, ...ADDRESSES };
    this.networks.set(spec.name, network);
    return network;
  }

  async removeNetwork(name: string): Promise<void> {
    await this.#effect(`remove network ${name}`);
    // One that has never been started has no link yet.
    const started = this.containers.filter(({ state }) => state.status !== 'created');
    if (started.some(({ spec }) => spec.networks.some(({ network }) => network === name))) {
      throw new TscomposeError('NETWORK', `network ${name} has containers`);
    }
    this.networks.delete(name);
  }

  async createVolume(spec: VolumeSpec): Promise<ObservedVolume> {
    await this.#effect(`create volume ${spec.name}`);
    const volume = { spec, mountpoint: `/volumes/${spec.name}`, createdAt: this.#time() };
    this.volumes.set(spec.name, this.volumes.get(spec.name) ?? volume);
    return volume;
  }

  async removeVolume(name: string): Promise<void> {
    await this.#effect(`remove volume ${name}`);
    this.volumes.delete(name);
  }

  readonly checkLimits = requireOneCpu;

  async createContainer(
    spec: ContainerSpec,
    anonymousVolumes: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    await this.#effect(`create ${spec.name}`);
    if (this.containers.some((container) => container.spec.name === spec.name)) {
      throw new TscomposeError('NAME_CONFLICT', `${spec.name} exists`);
    }
    const image = this.store.get(spec.image);
    if (image === undefined) throw new TscomposeError('IMAGE_NOT_FOUND', `no image ${spec.image}`);
    for (const { network } of spec.networks) {
      if (!this.networks.has(network)) throw new TscomposeError('NETWORK', `no network ${network}`);
    }
    this.#created += 1;
    const id = `${this.#created}`.padStart(64, '0');
    const healthcheck =
      mergeHealthcheck(spec.healthcheck, null) ?? this.registry.get(spec.image)?.healthcheck ?? null;
    const observed = {
      ...newContainer(id, spec, image.id),
      createdAt: this.#time(),
      healthcheck,
      anonymousVolumes,
    };
    this.#containers.set(id, { observed, log: new FakeLog(), probes: 0, cancelEnd: () => {} });
    this.#emit({ type: 'container-created', ...this.#identity(id) });
    return id;
  }

  async updateContainer(id: string, changes: ContainerUpdate): Promise<void> {
    await this.#effect(`update ${this.#nameOf(id)}`);
    const container = this.#get(id);
    const { observed } = container;
    container.observed = { ...observed, spec: { ...observed.spec, ...changes } };
  }

  async startContainer(id: string, cause: StartCause, signal: AbortSignal): Promise<void> {
    const isRestart = cause.by === 'policy';
    if (isRestart) {
      // As the engine does: it is recorded before it is tried.
      const container = this.#get(id);
      const restartCount = container.observed.restartCount + 1;
      const { failedRestarts, pauseMs: restartPauseMs } = cause;
      container.observed = { ...container.observed, restartCount, failedRestarts, restartPauseMs };
    }
    await this.#effect(`${isRestart ? 'restart' : 'start'} ${this.#nameOf(id)}`);
    if (signal.aborted) throw new TscomposeError('CANCELLED', 'interrupted');
    const container = this.#get(id);
    if (container.observed.state.status === 'running') return;
    const state = {
      status: 'running',
      pid: 7,
      startedAt: this.#time(),
      startedMs: this.clock.monotonic(),
    } as const;
    const counts = isRestart ? {} : { restartCount: 0, failedRestarts: 0, restartPauseMs: null };
    container.observed = { ...container.observed, ...counts, state, stoppedByUser: false };
    container.probes = 0;
    this.#emit({ type: 'container-started', ...this.#identity(id) });
    const behaviour = this.#behaviourOf(container);
    if (behaviour.says !== undefined) container.log.write(behaviour.says, this.#time());
    const { exitCode } = behaviour;
    if (exitCode === undefined) return;
    if (behaviour.runsMs === undefined) this.#end(id, exitCode);
    else container.cancelEnd = this.clock.after(behaviour.runsMs, () => this.#end(id, exitCode));
  }

  async stopContainer(id: string, graceMs: number, signal: AbortSignal): Promise<void> {
    await this.#effect(`stop ${this.#nameOf(id)}`);
    const container = this.#containers.get(id);
    if (container === undefined) return;
    container.observed = { ...container.observed, stoppedByUser: true };
    if (container.observed.state.status !== 'running') return;
    if (this.#behaviourOf(container).ignoresStop !== true) return this.#end(id, 143);
    await new Promise<void>((resolve) => {
      const cancel = this.clock.after(graceMs, resolve);
      container.cancelEnd = () => {
        cancel();
        resolve();
      };
      signal.addEventListener('abort', () => resolve(), { once: true });
      if (signal.aborted) resolve();
    });
    this.#end(id, 137);
  }

  async killContainer(id: string, signalName: string): Promise<void> {
    await this.#effect(`kill ${this.#nameOf(id)} ${signalName}`);
    const container = this.#get(id);
    container.observed = { ...container.observed, stoppedByUser: true };
    this.#end(id, 137);
  }

  async pauseContainer(id: string, paused: boolean): Promise<void> {
    await this.#effect(`${paused ? 'pause' : 'unpause'} ${this.#nameOf(id)}`);
    this.#emit({ type: paused ? 'container-paused' : 'container-unpaused', ...this.#identity(id) });
  }

  async removeContainer(id: string, options: { readonly volumes: boolean }): Promise<void> {
    await this.#effect(`remove ${this.#nameOf(id)}${options.volumes ? ' with volumes' : ''}`);
    const container = this.#containers.get(id);
    if (container === undefined) return;
    this.#end(id, 137);
    const identity = this.#identity(id);
    this.#containers.delete(id);
    this.#emit({ type: 'container-removed', ...identity });
  }

  async replaceContainer(id: string, { spec, anonymousVolumes }: Successor, options: { volumes: boolean }) {
    await this.removeContainer(id, options);
    return this.createContainer(spec, anonymousVolumes);
  }

  async exec(id: string): Promise<ExecResult> {
    await turn();
    const container = this.#containers.get(id);
    if (container?.observed.state.status !== 'running') {
      throw new TscomposeError('CONTAINER_NOT_RUNNING', 'not running');
    }
    const answers = this.#behaviourOf(container).probes ?? [];
    const answer = answers[Math.min(container.probes, answers.length - 1)];
    container.probes += 1;
    return answer ?? { exitCode: 0, output: '', timedOut: false };
  }

  /** Answers of ports by container name; nobody listens where there is none. */
  readonly ports = new Map<string, (probe: PortProbe) => PortProbeResult>();

  async probePort(id: string, probe: PortProbe): Promise<PortProbeResult> {
    await turn();
    const { observed } = this.#get(id);
    if (observed.state.status !== 'running') throw new TscomposeError('CONTAINER_NOT_RUNNING', 'not running');
    return this.ports.get(observed.spec.name)?.(probe) ?? { refused: 'ECONNREFUSED' };
  }

  recordHealth(id: string, health: HealthRecord): void {
    const container = this.#containers.get(id);
    if (container !== undefined) container.observed = { ...container.observed, health };
  }

  async attachTarget(id: string): Promise<AttachTarget> {
    return fakeAttachTarget(this.#get(id).observed.spec.name);
  }

  async execTarget(id: string): Promise<ExecTarget> {
    return { socketPath: `/run/${id}`, env: [], workingDir: '/', user: 'root' };
  }
  logEnd = async (id: string): Promise<LogPosition> => this.#get(id).log.end;
  logLines = (id: string, query: LogQuery) => asLines(this.logs(id, query));
  logs(id: string, query: LogQuery): AsyncIterable<LogEntry> {
    const isRunning = () => this.#containers.get(id)?.observed.state.status === 'running';
    return this.#get(id).log.read(query, isRunning);
  }

  close = async (): Promise<void> => {};

  #end(id: string, exitCode: ExitCode): void {
    const container = this.#get(id);
    const { state } = container.observed;
    if (state.status !== 'running') return;
    container.cancelEnd();
    container.observed = { ...container.observed, state: endedRun(state, exitCode, this.clock) };
    container.log.wake();
    this.#emit({ type: 'container-exited', ...this.#identity(id), exitCode });
  }

  #imageInfo(reference: string): ImageInfo {
    return imageInfo(reference, this.registry.get(reference), this.#time());
  }

  #behaviourOf({ observed }: Container): Behaviour {
    return this.registry.get(observed.spec.image) ?? {};
  }

  #get(id: string): Container {
    const container = this.#containers.get(id);
    if (container === undefined) throw new TscomposeError('CONTAINER_NOT_FOUND', `no container ${id}`);
    return container;
  }

  #nameOf(id: string): string {
    return this.#containers.get(id)?.observed.spec.name ?? id;
  }

  #identity(id: string) {
    const { image, labels } = this.#get(id).observed.spec;
    return { id, name: this.#nameOf(id), image, labels, time: this.#time() };
  }

  #emit(event: EngineEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  #time(): string {
    return new Date(this.clock.now()).toISOString();
  }

  async #effect(call: string): Promise<void> {
    await turn();
    this.calls.push(call);
    this.beforeEffect(call);
  }
}
