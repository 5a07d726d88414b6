import type { Engine, EngineEvent } from '../spec/engine.js';
import type { EventsRequest } from '../spec/operations.js';
import { EventQueue } from './event-queue.js';

/** As many as Docker keeps. */
const KEPT = 256;

/** The last events of an engine's life, and what comes. */
export class EventHistory {
  readonly #engine: Pick<Engine, 'onEvent'>;
  #kept: readonly EngineEvent[] = [];

  constructor(engine: Pick<Engine, 'onEvent'>) {
    this.#engine = engine;
    engine.onEvent((event) => {
      this.#kept = [...this.#kept.slice(1 - KEPT), event];
    });
  }

  /** Ends when the signal aborts or the time is over. */
  async *follow({ since, until }: EventsRequest, signal: AbortSignal): AsyncGenerator<EngineEvent> {
    const from = since === undefined ? Number.POSITIVE_INFINITY : Date.parse(since);
    const to = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
    const over = untilTime(to);
    const ended = AbortSignal.any([signal, over.signal]);
    const queue = new EventQueue<EngineEvent>(ended);
    const past = this.#kept.filter(({ time }) => Date.parse(time) >= from && Date.parse(time) <= to);
    const stop = this.#engine.onEvent((event) => queue.push(event));
    try {
      yield* past;
      yield* queue;
    } finally {
      stop();
      over[Symbol.dispose]();
    }
  }
}

/** Longest that a timer takes, a bit less than 25 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** A signal that aborts at a moment, milliseconds since 1970. */
function untilTime(moment: number): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    const left = moment - Date.now();
    if (left <= 0) controller.abort();
    else if (Number.isFinite(left)) timer = setTimeout(wait, Math.min(left, LONGEST_MS));
  };
  wait();
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
