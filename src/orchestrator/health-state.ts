import type { Healthcheck, HealthState } from '../spec/health.js';

/** First wait between probes while a container has not been healthy yet. */
const FIRST_DELAY_MS = 50;

/**
 * Docker waits a whole interval before its first probe. We probe at once and then with growing pauses until the first
 * success, so that dependents start when the service is ready and not an interval later. These early probes can only
 * make a container healthy: a failure counts at the times at which Docker would have probed, so that a container is
 * never unhealthy sooner than it would be there. And a pause is never shorter than the probe before it, so that dear
 * probes take no more than half of a processor from a service that is starting.
 * @param nowMs when the first probe is due: 0 for a container that has just started
 */
export function initialHealth(check: Healthcheck, nowMs: number): HealthState {
  const fresh = {
    status: 'starting',
    failingStreak: 0,
    hasBeenHealthy: false,
    earlyDelayMs: 0,
  } as const;
  return { ...fresh, countsFromMs: nowMs + periodAt(fresh.status, check, nowMs) };
}

/** Docker's state machine; `start_period` protects a starting container from counting failures. */
export function afterProbe(
  state: HealthState,
  check: Healthcheck,
  probe: { readonly passed: boolean; readonly startedMs: number; readonly endedMs: number },
): HealthState {
  const isDue = probe.startedMs >= state.countsFromMs;
  const countsFromMs =
    isDue || (probe.passed && !state.hasBeenHealthy)
      ? probe.endedMs + periodAt(probe.passed ? 'healthy' : state.status, check, probe.endedMs)
      : state.countsFromMs;
  if (probe.passed) {
    return { ...state, status: 'healthy', failingStreak: 0, hasBeenHealthy: true, countsFromMs };
  }
  const tookMs = probe.endedMs - probe.startedMs;
  const earlyDelayMs = Math.max(FIRST_DELAY_MS, state.earlyDelayMs * 2, tookMs);
  const isProtected = state.status === 'starting' && probe.startedMs < check.startPeriodMs;
  if (isProtected || (!isDue && !state.hasBeenHealthy)) return { ...state, earlyDelayMs, countsFromMs };
  const failingStreak = state.failingStreak + 1;
  const status = failingStreak >= check.retries ? 'unhealthy' : state.status;
  return { ...state, status, failingStreak, earlyDelayMs, countsFromMs };
}

/** Milliseconds from now to the next probe. */
export function delayToNextProbe(state: HealthState, check: Healthcheck, nowMs: number): number {
  const period = periodAt(state.status, check, nowMs);
  if (state.hasBeenHealthy) return Math.min(period, Math.max(0, state.countsFromMs - nowMs));
  const early = Math.min(state.earlyDelayMs, period);
  return state.countsFromMs > nowMs ? Math.min(early, state.countsFromMs - nowMs) : early;
}

/** `start_interval` rules while a container starts within its `start_period`. */
function periodAt(status: HealthState['status'], check: Healthcheck, nowMs: number): number {
  return status === 'starting' && nowMs < check.startPeriodMs ? check.startIntervalMs : check.intervalMs;
}
