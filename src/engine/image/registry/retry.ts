import { setTimeout as sleep } from 'node:timers/promises';
import { Retryable } from './registry-error.js';

export interface RetryPolicy {
  /** Attempts in a row that come no further. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled each time, give or take a half. */
  readonly backoffMs: number;
}

/** A registry that asks for more patience than this is not waited for so long. */
const MAX_WAIT_MS = 30_000;
/** However far each comes: a registry that breaks off after every few bytes must not keep us for ever. */
const MOST_ATTEMPTS = 100;

/**
 * Repeats what fails with {@link Retryable}.
 * @param attempt `advanced` is to be called when it comes further than the attempts before: failures are counted from there
 * @throws what `attempt` throws, unwrapped
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  attempt: (advanced: () => void) => Promise<T>,
): Promise<T> {
  let inARow = 0;
  for (let count = 1; ; count += 1) {
    inARow += 1;
    try {
      return await attempt(() => {
        inARow = 1;
      });
    } catch (error) {
      if (!(error instanceof Retryable)) throw error;
      if (inARow >= policy.attempts || count >= MOST_ATTEMPTS) throw error.error;
      const backoff = policy.backoffMs * 2 ** (inARow - 1) * (0.5 + Math.random());
      await sleep(Math.min(error.retryAfterMs ?? backoff, MAX_WAIT_MS), undefined, { signal });
    }
  }
}
