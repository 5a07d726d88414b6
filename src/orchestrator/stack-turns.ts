import { TscomposeError } from '../base/errors.js';
import { unlessAborted } from './cancelled.js';

type Kind = 'up' | 'start' | 'restart' | 'down' | 'stop' | 'kill' | 'remove';

/** What brings containers up gives way to what takes them down. */
const RISING: ReadonlySet<Kind> = new Set(['up', 'start', 'restart']);
const FALLING: ReadonlySet<Kind> = new Set(['down', 'stop', 'kill']);

interface Turn {
  readonly kind: Kind;
  readonly controller: AbortController;
  /** Never rejects. */
  readonly done: Promise<void>;
}

/**
 * One operation at a time on each stack, in the order they came. What takes a stack down does not wait for an `up`, `start`
 * or `restart` to finish: it interrupts those before it.
 */
export class StackTurns {
  readonly #turns = new Map<string, Set<Turn>>();

  get busy(): boolean {
    return this.#turns.size > 0;
  }

  /**
   * @param onWait called when another operation has to end first
   * @throws what `work` throws; TscomposeError CANCELLED when interrupted before its turn
   */
  async take<T>(
    stack: string,
    kind: Kind,
    signal: AbortSignal,
    onWait: () => void,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (FALLING.has(kind)) this.interruptRising(stack, kind);
    const turns = this.#turns.get(stack) ?? new Set();
    this.#turns.set(stack, turns);
    const earlier = [...turns].map(({ done }) => done);
    const controller = new AbortController();
    const combined = AbortSignal.any([signal, controller.signal]);
    const working = this.#inTurn(earlier, combined, `${kind} of ${stack}`, onWait, work);
    const turn: Turn = { kind, controller, done: settled(working) };
    turns.add(turn);
    try {
      return await working;
    } finally {
      turns.delete(turn);
      if (turns.size === 0) this.#turns.delete(stack);
    }
  }

  /** Aborts every `up`, `start` and `restart` of the stack that runs or waits. */
  interruptRising(stack: string, by: Kind): void {
    for (const turn of this.#turns.get(stack) ?? []) {
      if (!RISING.has(turn.kind)) continue;
      turn.controller.abort(
        new TscomposeError('CANCELLED', `${turn.kind} of ${stack} was interrupted by ${by}`),
      );
    }
  }

  async #inTurn<T>(
    earlier: readonly Promise<void>[],
    signal: AbortSignal,
    action: string,
    onWait: () => void,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (earlier.length > 0) {
      onWait();
      await unlessAborted(Promise.all(earlier), signal, action);
    }
    return work(signal);
  }
}

async function settled(promise: Promise<unknown>): Promise<void> {
  await promise.then(
    () => {},
    () => {},
  );
}
