import { durationMilliseconds } from '../base/duration.js';
import type { Healthcheck } from '../model/service-parts.js';
import type { HealthcheckSpec } from '../spec/container.js';
import { invalid } from './invalid.js';

type Path = readonly (string | number)[];

/** @returns `disabled` for `disable: true` and `test: [NONE]`, null when the image decides */
export function lowerHealthcheck(
  check: Healthcheck | undefined,
  path: Path,
): HealthcheckSpec | 'disabled' | null {
  if (check === undefined) return null;
  if (check.disable === true || check.test?.[0] === 'NONE') return 'disabled';
  const at = (key: string, text: string | undefined) => duration(text, [...path, key]);
  const figures = {
    intervalMs: at('interval', check.interval),
    timeoutMs: at('timeout', check.timeout),
    startPeriodMs: at('start_period', check.start_period),
    startIntervalMs: at('start_interval', check.start_interval),
    retries: check.retries,
  };
  return {
    ...(check.test === undefined ? {} : { test: check.test }),
    ...Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)),
  };
}

/** @throws TscomposeError STACK_FILE_INVALID */
export function duration(text: string | undefined, path: Path): number | undefined {
  if (text === undefined) return undefined;
  const ms = durationMilliseconds(text);
  if (ms === undefined) throw invalid(path, `"${text}" is not a duration such as 1m30s`);
  return ms;
}
