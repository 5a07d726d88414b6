import type { Healthcheck, HealthcheckSpec } from '../../spec/health.js';
import type { ImageConfig } from '../../spec/objects.js';

/** Docker's defaults (`HEALTHCHECK` in the Dockerfile reference), in milliseconds. */
const DEFAULTS = {
  intervalMs: 30_000,
  timeoutMs: 30_000,
  startPeriodMs: 0,
  startIntervalMs: 5_000,
  retries: 3,
} as const;

/** A look from outside costs little, so it may be taken often; what it waits for may take its time. */
const READY_DEFAULTS = {
  intervalMs: 5_000,
  timeoutMs: 5_000,
  startPeriodMs: 60_000,
  startIntervalMs: 1_000,
  retries: 3,
} as const;

/** The user's health check completed by the image's and the defaults, field by field; 0 is as good as absent. null: none. */
export function mergeHealthcheck(
  user: HealthcheckSpec | 'disabled' | null,
  image: ImageConfig['Healthcheck'],
): Healthcheck | null {
  if (user === 'disabled') return null;
  if (user?.ready !== undefined) return { test: [], ...READY_DEFAULTS, ...user };
  const test = user?.test?.length ? user.test : image?.Test;
  if (test === undefined || test.length === 0 || test[0] === 'NONE') return null;
  const pick = (own: number | undefined, imageNs: number | undefined, fallback: number) =>
    own || (imageNs ? imageNs / 1e6 : fallback);
  return {
    test,
    intervalMs: pick(user?.intervalMs, image?.Interval, DEFAULTS.intervalMs),
    timeoutMs: pick(user?.timeoutMs, image?.Timeout, DEFAULTS.timeoutMs),
    startPeriodMs: pick(user?.startPeriodMs, image?.StartPeriod, DEFAULTS.startPeriodMs),
    startIntervalMs: pick(user?.startIntervalMs, image?.StartInterval, DEFAULTS.startIntervalMs),
    retries: user?.retries || image?.Retries || DEFAULTS.retries,
  };
}
