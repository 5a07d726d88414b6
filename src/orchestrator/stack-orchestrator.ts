import { TscomposeError } from '../base/errors.js';
import { lostRecordWarnings } from '../reconcile/lost-record-warnings.js';
import { containersOf } from '../reconcile/observed-stack.js';
import type { ObservedContainer } from '../spec/container.js';
import type { ContainerActions } from '../spec/container-actions.js';
import type { ContainerDetails } from '../spec/container-details.js';
import type { AttachTarget, Engine, ExecTarget } from '../spec/engine.js';
import type { ImageInfo } from '../spec/objects.js';
import type {
  ContainerLogsRequest,
  ContainerSummary,
  DownRequest,
  ExecTargetRequest,
  KillRequest,
  LoadEvent,
  LogsRequest,
  OperationEvent,
  OperationRequest,
  PauseRequest,
  PullRequest,
  PushRequest,
  RemoveRequest,
  RestartRequest,
  RunRequest,
  StackLogPart,
  StartRequest,
  StopRequest,
  UpRequest,
} from '../spec/operations.js';
import type { Orchestrator } from '../spec/orchestrator.js';
import type { PlanReport } from '../spec/plan-report.js';
import { type Clock, SYSTEM_CLOCK } from './clock.js';
import { containerLogs } from './container-logs.js';
import * as containers from './container-operations.js';
import { findExecContainer, requireAttachable } from './exec-target.js';
import { killContainers } from './kill-containers.js';
import { Lifecycle } from './lifecycle.js';
import { loadImages } from './load-images.js';
import { operationStream } from './operation-stream.js';
import { pauseContainers } from './pause-containers.js';
import { pullImages } from './pull-images.js';
import { pushImages } from './push-images.js';
import { reportPlan } from './report-plan.js';
import { type Emit, Reporter } from './reporter.js';
import { prepareOneOff, startOneOff } from './run-one-off.js';
import { singleContainers } from './single-containers.js';
import { stackLogs } from './stack-logs.js';
import * as operations from './stack-operations.js';
import { StackTurns } from './stack-turns.js';
import { summarize } from './summarize.js';
import { makeUpPlan } from './up-plan.js';

export interface OrchestratorOptions {
  /** The system's when absent. */
  readonly clock?: Clock;
  /** Gets what goes wrong where no operation waits for it, e.g. while restarting by policy. */
  readonly onFault: (error: unknown) => void;
}

/** Decides about stacks, above an engine that decides nothing. One per engine. */
export class StackOrchestrator implements Orchestrator {
  readonly #lifecycle: Lifecycle;
  readonly #turns = new StackTurns();
  readonly #clock: Clock;

  constructor(
    private readonly engine: Engine,
    options: OrchestratorOptions,
  ) {
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#lifecycle = new Lifecycle(engine, this.#clock, options.onFault);
  }

  resume(options: { readonly afterBoot: boolean }): Promise<void> {
    return this.#lifecycle.resume(options);
  }

  up(name: string, request: UpRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    return this.#inTurn(name, 'up', request, signal, (emit, whileAllowed) =>
      operations.up({ ...this.#parts, clock: this.#clock }, request, emit, whileAllowed),
    );
  }

  /** The stack is free for others once the container is made. */
  run(name: string, request: RunRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    const parts = { ...this.#parts, clock: this.#clock };
    const take = (emit: Emit, untilGone: AbortSignal) => {
      const prepare = (whileAllowed: AbortSignal) => prepareOneOff(parts, request, emit, whileAllowed);
      if (request.dryRun) return prepare(untilGone);
      return this.#turns.take(name, 'up', untilGone, () => tellWait(name, emit), prepare);
    };
    return operationStream(async (emit, untilGone) => {
      const id = await take(emit, untilGone);
      if (id !== undefined) await startOneOff(parts, id, request, emit, untilGone);
      return true;
    }, signal);
  }

  async plan(request: UpRequest, signal: AbortSignal): Promise<PlanReport> {
    const { plan, situation } = await makeUpPlan({ ...this.#parts, clock: this.#clock }, request, signal);
    const lost = lostRecordWarnings(plan.stack, this.engine.lostRecords());
    return reportPlan({ ...plan, warnings: [...lost, ...plan.warnings] }, situation.observation);
  }

  down(name: string, request: DownRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    return this.#inTurn(name, 'down', request, signal, (emit, whileAllowed) =>
      operations.down(this.#parts, name, request, emit, whileAllowed),
    );
  }

  stop(name: string, request: StopRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    return this.#inTurn(name, 'stop', request, signal, (emit, whileAllowed) =>
      operations.stop(this.#parts, name, request, emit, whileAllowed),
    );
  }

  start(name: string, request: StartRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    return this.#inTurn(name, 'start', request, signal, (emit, whileAllowed) =>
      containers.start(this.#parts, name, request, emit, whileAllowed),
    );
  }

  restart(name: string, request: RestartRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    return this.#inTurn(name, 'restart', request, signal, (emit, whileAllowed) =>
      containers.restart(this.#parts, name, request, emit, whileAllowed),
    );
  }

  remove(name: string, request: RemoveRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    return this.#inTurn(name, 'remove', request, signal, (emit, whileAllowed) =>
      containers.remove(this.#parts, name, request, emit, whileAllowed),
    );
  }

  /** Does not wait for its turn: it is how a `stop` that takes too long is cut short. */
  kill(name: string, request: KillRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    return operationStream(async (emit) => {
      if (!request.dryRun) this.#turns.interruptRising(name, 'kill');
      return killContainers(this.#parts, name, request, emit);
    }, signal);
  }

  /** As with {@link kill}, nobody waits. */
  pause(name: string, request: PauseRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    return operationStream((emit) => pauseContainers(this.engine, name, request, emit), signal);
  }

  pull(request: PullRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    return operationStream(
      (emit, whileAllowed) => pullImages(this.engine, request, new Reporter(emit), whileAllowed),
      signal,
    );
  }

  push(request: PushRequest, signal: AbortSignal): AsyncIterable<OperationEvent> {
    return operationStream(
      (emit, whileAllowed) => pushImages(this.engine, request, new Reporter(emit), whileAllowed),
      signal,
    );
  }

  load(source: string | AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<LoadEvent> {
    return loadImages(this.engine, source, signal);
  }

  async ps(name: string): Promise<readonly ContainerSummary[]> {
    return this.#summaries(containersOf(await this.engine.observe(), name));
  }

  async containers(): Promise<readonly ContainerSummary[]> {
    return this.#summaries((await this.engine.observe()).containers);
  }

  async #summaries(found: readonly ObservedContainer[]): Promise<readonly ContainerSummary[]> {
    const images = new Map<string, Promise<ImageInfo | undefined>>();
    for (const { spec } of found) {
      if (!images.has(spec.image)) images.set(spec.image, this.#imageToShow(spec.image));
    }
    return Promise.all(
      found.map(async (container) => {
        const image = await images.get(container.spec.image);
        return summarize(container, this.#lifecycle, image?.id === container.imageId ? image : undefined);
      }),
    );
  }

  /** What is damaged costs a column, not the list. */
  async #imageToShow(reference: string): Promise<ImageInfo | undefined> {
    try {
      return await this.engine.findImage(reference);
    } catch (error) {
      if (error instanceof TscomposeError && error.code === 'STATE_CORRUPT') return undefined;
      throw error;
    }
  }

  logs(name: string, request: LogsRequest, signal: AbortSignal): AsyncIterable<StackLogPart> {
    return stackLogs({ ...this.#parts, clock: this.#clock }, name, request, signal);
  }

  async inspect(name: string): Promise<ContainerDetails> {
    const details = await this.engine.describeContainer(name);
    const { container } = details;
    const restarting = container.state.status === 'exited' && this.#lifecycle.willRestart(container);
    return { ...details, restarting };
  }

  async execTarget(name: string, request: ExecTargetRequest): Promise<ExecTarget> {
    const found = containersOf(await this.engine.observe(), name);
    return this.engine.execTarget(findExecContainer(found, request).id);
  }

  async attachTarget(name: string, request: ExecTargetRequest): Promise<AttachTarget> {
    const found = containersOf(await this.engine.observe(), name);
    return this.engine.attachTarget(findExecContainer(found, request).id);
  }

  async containerAttachTarget(name: string): Promise<AttachTarget> {
    requireAttachable(await this.inspect(name));
    return this.engine.attachTarget(name);
  }

  async *containerLogs(name: string, request: ContainerLogsRequest, signal: AbortSignal) {
    const { container } = await this.engine.describeContainer(name);
    yield* containerLogs(this.engine, container, request, signal);
  }

  async signalContainer(name: string, signal: string): Promise<void> {
    const { container } = await this.engine.describeContainer(name);
    await this.engine.killContainer(container.id, signal);
  }

  get single(): ContainerActions {
    return singleContainers(this.engine, this.#lifecycle);
  }

  busy(): boolean {
    return this.#turns.busy || this.#lifecycle.hasWork;
  }

  close(): Promise<void> {
    return this.#lifecycle.close();
  }

  get #parts() {
    return { engine: this.engine, lifecycle: this.#lifecycle };
  }

  #inTurn(
    name: string,
    kind: 'up' | 'start' | 'restart' | 'down' | 'stop' | 'remove',
    { dryRun }: OperationRequest,
    signal: AbortSignal,
    work: (emit: Emit, signal: AbortSignal) => Promise<boolean>,
  ): AsyncIterable<OperationEvent> {
    // What only looks neither waits for others nor interrupts them.
    if (dryRun) return operationStream(work, signal);
    return operationStream((emit, untilGone) => {
      const onWait = () => tellWait(name, emit);
      return this.#turns.take(name, kind, untilGone, onWait, (whileAllowed) => work(emit, whileAllowed));
    }, signal);
  }
}

function tellWait(stack: string, emit: Emit): void {
  emit({ type: 'warning', message: `another command is changing stack ${stack}; waiting for it to end` });
}
