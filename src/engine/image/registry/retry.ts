import { setTimeout as sleep } from 'node:timers/promises';
import { Retryable } from './registry-error.js';

export interface RetryPolicy {
  /** Attempts in all. */
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubled each time, give or take a half. */
  readonly backoffMs: number;
}

/** A registry that asks for more patience than this is not waited for so long. */
const MAX_WAIT_MS = 30_000;

/** Repeats what fails with {@link Retryable}. @throws what `attempt` throws, unwrapped */
export async function withRetries<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Retryable)) throw error;
      if (count >= policy.attempts) throw error.error;
      const backoff = policy.backoffMs * 2 ** (count - 1) * (0.5 + Math.random());
      await sleep(Math.min(error.retryAfterMs ?? backoff, MAX_WAIT_MS), undefined, { signal });
    }
  }
}
