import { TscomposeError } from '../base/errors.js';
import { isOneOff, LABEL, serviceOf, stackOf } from '../lowering/labels.js';
import { isHookContainer, preStartContainer } from '../lowering/pre-start-container.js';
import { hashOf } from '../reconcile/observed-stack.js';
import type { ExitCode, ObservedContainer, PreStartSpec } from '../spec/container.js';
import type { PlanContext } from './plan-context.js';

/** Last lines of a step's output that a failure shows. */
const SHOWN_LINES = 10;
/** Milliseconds that reading them may take. */
const SHOWN_FOR_MS = 2_000;

/**
 * Runs the `pre_start` steps of services before their containers start, each in a container of its own that goes with it. A step
 * that is not `per_replica` runs once for all containers of a service, and none runs again for a container that has had it.
 */
export class PreStart {
  readonly #context: PlanContext;
  /** Containers that the operation takes away: what was run for them does not count. */
  readonly #leaving: ReadonlySet<string>;
  /** Service → what runs for the first of its containers. */
  readonly #first = new Map<string, Promise<void>>();

  constructor(context: PlanContext, leaving: ReadonlySet<string>) {
    this.#context = context;
    this.#leaving = leaving;
  }

  /** @throws HOOK_FAILED, what making and starting a container throws, CANCELLED */
  async run(id: string, signal: AbortSignal): Promise<void> {
    const { engine } = this.#context;
    const container = await engine.inspectContainer(id);
    const steps = container?.spec.preStart ?? [];
    if (container === undefined || steps.length === 0 || container.preStarted) return;
    const service = serviceOf(container.spec.labels);
    const first = this.#first.get(service);
    const isFirst = first === undefined;
    if (isFirst) {
      const running = this.#runFirst(container, steps, signal);
      this.#first.set(service, running);
      await running;
    } else {
      await first;
      await this.#runAll(container, steps, (step) => step.perReplica === true, signal);
    }
    await engine.markPreStarted(id);
  }

  async #runFirst(
    container: ObservedContainer,
    steps: readonly PreStartSpec[],
    signal: AbortSignal,
  ): Promise<void> {
    const { containers } = await this.#context.engine.observe();
    const siblings = containers.filter(
      ({ id, spec: { labels } }) =>
        stackOf(labels) === stackOf(container.spec.labels) &&
        serviceOf(labels) === serviceOf(container.spec.labels) &&
        !this.#leaving.has(id),
    );
    // Of an operation that was killed.
    for (const { id, spec } of siblings) {
      if (isHookContainer(spec.labels)) await this.#context.engine.removeContainer(id, { volumes: true });
    }
    const hash = hashOf(container.spec.labels);
    const isDone = siblings.some(
      ({ spec: { labels }, preStarted }) => preStarted && !isOneOff(labels) && hashOf(labels) === hash,
    );
    await this.#runAll(container, steps, (step) => step.perReplica === true || !isDone, signal);
  }

  async #runAll(
    container: ObservedContainer,
    steps: readonly PreStartSpec[],
    isWanted: (step: PreStartSpec) => boolean,
    signal: AbortSignal,
  ): Promise<void> {
    for (const [index, step] of steps.entries()) {
      if (isWanted(step)) await this.#runOne(container, step, index, signal);
    }
  }

  async #runOne(
    container: ObservedContainer,
    step: PreStartSpec,
    index: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { engine, lifecycle } = this.#context;
    const spec = preStartContainer(container, step, index);
    await this.#ensureImage(spec.image, signal);
    const contents = await engine.keptContents(container.id);
    const id = await engine.createContainer(spec, {}, contents);
    try {
      await engine.startContainer(id, { by: 'user' }, signal);
      const exitCode = await lifecycle.changes.until(id, () => this.#exitCodeOf(id), signal);
      if (exitCode !== 0) throw await this.#failure(container, step, { id, index, exitCode });
    } finally {
      await engine.removeContainer(id, { volumes: true });
    }
  }

  async #exitCodeOf(id: string): Promise<ExitCode | undefined> {
    const now = await this.#context.engine.inspectContainer(id);
    if (now === undefined) return 'unknown';
    return now.state.status === 'exited' ? now.state.exitCode : undefined;
  }

  async #ensureImage(reference: string, signal: AbortSignal): Promise<void> {
    const { engine, reporter, logins = {} } = this.#context;
    if ((await engine.findImage(reference)) !== undefined) return;
    reporter.step('Image', reference, 'working', 'Pulling');
    await engine.pullImage(reference, reporter.layers(reference), signal, { logins });
    reporter.step('Image', reference, 'done', 'Pulled');
  }

  async #failure(
    { spec }: ObservedContainer,
    step: PreStartSpec,
    { id, index, exitCode }: { readonly id: string; readonly index: number; readonly exitCode: ExitCode },
  ): Promise<TscomposeError> {
    const service = spec.labels[LABEL.service] ?? spec.name;
    const lines: string[] = [];
    const query = { follow: false, tail: SHOWN_LINES, signal: AbortSignal.timeout(SHOWN_FOR_MS) };
    for await (const { log } of this.#context.engine.logs(id, query)) lines.push(log);
    const said = lines.join('').trim();
    const ended = exitCode === 'unknown' ? 'ended, nobody knows how' : `exited with code ${exitCode}`;
    return new TscomposeError(
      'HOOK_FAILED',
      `service "${service}" pre_start[${index}] ${ended}${said === '' ? '' : `: ${said}`}`,
      {
        action: 'run hook',
        subject: service,
        path: ['services', service, 'pre_start', index],
        hint: `It ran ${step.args.length === 0 ? 'what its image says' : JSON.stringify(step.args)} in a container of its own, before ${spec.name} starts.`,
      },
    );
  }
}
