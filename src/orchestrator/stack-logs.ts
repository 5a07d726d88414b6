import { TscomposeError } from '../base/errors.js';
import { replicaOf, serviceOf, stackOf } from '../lowering/labels.js';
import { containersOf } from '../reconcile/observed-stack.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Engine, LogLines, LogPosition, LogQuery } from '../spec/engine.js';
import type { LogOrigin, LogsRequest, StackLogPart } from '../spec/operations.js';
import type { Clock } from './clock.js';
import { ItemQueue } from './item-queue.js';
import type { Lifecycle } from './lifecycle.js';
import { mergeByTime, timestampNanoseconds } from './log-order.js';
import { TimeLimit } from './time-limit.js';

interface Parts {
  readonly engine: Engine;
  readonly lifecycle: Lifecycle;
  readonly clock: Clock;
}

/**
 * The log of a stack: what there is, of all containers in order of time; then, when following, what comes, over
 * restarts and with containers that are made meanwhile. Following ends when no container runs or is about to.
 */
export async function* stackLogs(
  parts: Parts,
  stack: string,
  request: LogsRequest,
  signal: AbortSignal,
): AsyncGenerator<StackLogPart> {
  const choice = choose(request);
  const askedAt = new Date(parts.clock.now()).toISOString();
  using limit = new TimeLimit(parts.clock, request.follow ? request.until : undefined, signal);
  const follower = request.follow ? new Follower(parts, stack, choice, limit.signal) : undefined;
  try {
    const containers = containersOf(await parts.engine.observe(), stack).filter(
      (container) => choice.isRead(container) || choice.isFollowed(container),
    );
    // Later ones are new, whatever time they have: somebody may set the clock back.
    const ends = new Map<string, LogPosition>();
    for (const { id } of request.follow ? containers : []) {
      const end = await unlessGone(() => parts.engine.logEnd(id));
      if (end !== undefined) ends.set(id, end);
    }
    const seen = new Map<string, LogPosition>();
    const sources = containers.filter(choice.isRead).map((container) => ({
      origin: container,
      lines: history(parts.engine, container.id, request, signal),
    }));
    for await (const { origin, lines, end } of mergeByTime(sources)) {
      if (signal.aborted) return;
      seen.set(origin.id, end);
      yield { type: 'lines', ...originOf(origin), lines };
    }
    if (follower === undefined) return;
    const start = request.since ?? (request.tail === 0 ? askedAt : request.notBefore);
    follower.begin(
      containers.map((container) => {
        const { id } = container;
        return { container, rest: restOf(seen.get(id), start, ends.get(id)) };
      }),
      request.since,
    );
    yield* follower.items;
  } finally {
    follower?.close();
  }
}

interface Choice {
  /** Whether the lines of a container are wanted. */
  isRead(container: ObservedContainer): boolean;
  /** Whether its ends are, and following goes on while it runs. */
  isFollowed(container: ObservedContainer): boolean;
}

function choose({ services, linesOf, index }: LogsRequest): Choice {
  const isFollowed = ({ spec: { labels } }: ObservedContainer) =>
    (services.length === 0 || services.includes(serviceOf(labels))) &&
    (index === undefined || index === replicaOf(labels));
  if (linesOf === undefined) return { isRead: isFollowed, isFollowed };
  return { isRead: ({ spec }) => linesOf.includes(serviceOf(spec.labels)), isFollowed };
}

async function* history(
  engine: Engine,
  id: string,
  { tail, since, notBefore, until }: LogsRequest,
  signal: AbortSignal,
): AsyncGenerator<LogLines> {
  const query = {
    follow: false,
    ...(tail === undefined ? {} : { tail }),
    ...(since === undefined ? {} : { after: since }),
    ...(notBefore === undefined ? {} : { since: notBefore }),
    ...(until === undefined ? {} : { until }),
    signal,
  };
  try {
    yield* engine.logLines(id, query);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Undefined for a container that somebody has removed since it was seen: an `up` may be replacing it. */
async function unlessGone<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof TscomposeError && error.code === 'CONTAINER_NOT_FOUND';
}

function originOf({ spec }: ObservedContainer): LogOrigin {
  return { container: spec.name, service: serviceOf(spec.labels), index: replicaOf(spec.labels) };
}

type Rest = Pick<LogQuery, 'from' | 'after' | 'newFrom'>;

/** What of a log is to come. @param seen end of what was delivered @param end of what was there */
function restOf(
  seen: LogPosition | undefined,
  start: string | undefined,
  end: LogPosition | undefined,
): Rest {
  if (seen !== undefined) return { from: seen };
  if (start === undefined) return {};
  return { after: start, ...(end === undefined ? {} : { newFrom: end }) };
}

/** Reads the logs of containers as they are written. It listens from its birth, so that no start is missed. */
class Follower {
  readonly items = new ItemQueue<StackLogPart>();
  readonly #ended = new AbortController();
  readonly #signal: AbortSignal;
  readonly #unsubscribe: () => void;
  readonly #unobserve: () => void;
  /** Container id → what of its log is to come. */
  readonly #rest = new Map<string, Rest>();
  readonly #reading = new Set<string>();
  /** Those of them whose ends are wanted. */
  readonly #followed = new Set<string>();
  /** Container id → when the run ended whose end was told last, or needs no telling. */
  readonly #told = new Map<string, string>();
  /** Containers that are being looked at. */
  #looking = 0;
  #begun = false;

  constructor(
    private readonly parts: Parts,
    private readonly stack: string,
    private readonly choice: Choice,
    signal: AbortSignal,
  ) {
    this.#signal = AbortSignal.any([signal, this.#ended.signal]);
    this.#signal.addEventListener('abort', () => this.items.end(), { once: true });
    this.#unsubscribe = parts.engine.onEvent((event) => {
      if (event.type === 'container-started' && this.#begun) this.#guard(this.#look(event.id));
    });
    this.#unobserve = parts.lifecycle.changes.onAny(() => {
      if (this.#begun) this.#guard(this.#endIfIdle());
    });
  }

  /** @param since the end of a container that ended after this time is told, though nothing was there to follow */
  begin(
    from: readonly { readonly container: ObservedContainer; readonly rest: Rest }[],
    since: string | undefined,
  ): void {
    this.#begun = true;
    for (const { container, rest } of from) {
      const { id, state } = container;
      this.#rest.set(id, rest);
      if (state.status !== 'exited') continue;
      const ended = timestampNanoseconds(state.finishedAt);
      if (since !== undefined && ended > timestampNanoseconds(since)) this.#tellEnd(container);
      else this.#told.set(id, state.finishedAt);
    }
    // Looked at anew: a container may have started or ended while its history was read.
    for (const { container } of from) this.#guard(this.#look(container.id));
    this.#guard(this.#endIfIdle());
  }

  close(): void {
    this.#unsubscribe();
    this.#unobserve();
    this.#ended.abort();
    this.items.end();
  }

  /** Reads a container that runs, or has run since it was looked at last: a run may be over before anybody looks. */
  async #look(id: string): Promise<void> {
    this.#looking += 1;
    let container: ObservedContainer | undefined;
    try {
      container = await this.parts.engine.inspectContainer(id);
    } finally {
      this.#looking -= 1;
    }
    if (container !== undefined && this.#isNews(container)) await this.#read(container);
    else await this.#endIfIdle();
  }

  #isNews(container: ObservedContainer): boolean {
    const { id, state, spec } = container;
    if (state.status === 'created' || stackOf(spec.labels) !== this.stack) return false;
    if (state.status === 'exited' && this.#told.get(id) === state.finishedAt) return false;
    return this.choice.isRead(container) || this.choice.isFollowed(container);
  }

  async #read(container: ObservedContainer): Promise<void> {
    const { id } = container;
    if (this.#reading.has(id)) return;
    const isFollowed = this.choice.isFollowed(container);
    this.#reading.add(id);
    if (isFollowed) this.#followed.add(id);
    const query = { follow: true, ...this.#rest.get(id), signal: this.#signal };
    try {
      if (!this.choice.isRead(container)) await this.#runOut(id);
      else {
        await unlessGone(async () => {
          for await (const { lines, end } of this.parts.engine.logLines(id, query)) {
            this.#rest.set(id, { from: end });
            // A reader that is slow must not make us keep what the container's files keep as well.
            await this.items.pushSlowly({ type: 'lines', ...originOf(container), lines });
          }
        });
      }
      if (this.#signal.aborted) return;
      const ended = await this.parts.engine.inspectContainer(id);
      if (ended !== undefined) this.#tellEnd(ended);
    } finally {
      this.#reading.delete(id);
      this.#followed.delete(id);
    }
    // It may have been started again before its end was read to the last line.
    await this.#look(id);
  }

  /** Resolves when the container runs no more, or following ends. */
  async #runOut(id: string): Promise<void> {
    const hasEnded = async () => {
      const container = await this.parts.engine.inspectContainer(id);
      return container?.state.status === 'running' ? undefined : true;
    };
    try {
      await this.parts.lifecycle.changes.until(id, hasEnded, this.#signal);
    } catch (error) {
      if (!this.#signal.aborted) throw error;
    }
  }

  #tellEnd(container: ObservedContainer): void {
    const { id, state } = container;
    if (state.status !== 'exited' || this.#told.get(id) === state.finishedAt) return;
    this.#told.set(id, state.finishedAt);
    if (!this.choice.isFollowed(container)) return;
    this.items.push({
      type: 'exited',
      ...originOf(container),
      exitCode: state.exitCode,
      restarting: this.parts.lifecycle.willRestart(container),
    });
  }

  async #endIfIdle(): Promise<void> {
    if (this.#isBusy) return;
    const containers = containersOf(await this.parts.engine.observe(), this.stack).filter(
      this.choice.isFollowed,
    );
    const isLive = (container: ObservedContainer) =>
      container.state.status === 'running' || this.parts.lifecycle.willRestart(container);
    if (!this.#isBusy && !containers.some(isLive)) this.items.end();
  }

  get #isBusy(): boolean {
    return this.#looking > 0 || this.#followed.size > 0;
  }

  #guard(work: Promise<void>): void {
    work.catch((error) => this.items.fail(error));
  }
}
