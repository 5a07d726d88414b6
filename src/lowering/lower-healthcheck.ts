import { durationMilliseconds } from '../base/duration.js';
import { readReadyCheck } from '../model/ready-check.js';
import type { Service } from '../model/service.js';
import type { HealthcheckSpec } from '../spec/health.js';
import { invalid } from './invalid.js';

type Path = readonly (string | number)[];

/** Docker's least, but for 0, which stands for the default. */
const LEAST_MS = 1;

/**
 * `healthcheck`, or `x-ready`, which takes its place.
 * @returns `disabled` for `disable: true` and `test: [NONE]`, null when the image decides
 * @throws TscomposeError STACK_FILE_INVALID
 */
export function lowerHealthcheck(
  service: Pick<Service, 'healthcheck' | 'x-ready'>,
  servicePath: Path,
): HealthcheckSpec | 'disabled' | null {
  if (service['x-ready'] !== undefined) return lowerReady(service['x-ready'], [...servicePath, 'x-ready']);
  const { healthcheck: check } = service;
  const path = [...servicePath, 'healthcheck'];
  if (check === undefined) return null;
  if (check.disable === true || check.test?.[0] === 'NONE') return 'disabled';
  if (check.start_interval !== undefined && check.start_period === undefined) {
    // Docker Compose refuses it, too: it would have no effect.
    throw invalid([...path, 'start_interval'], 'has no effect without "start_period"; give that, too');
  }
  const at = (key: string, text: string | undefined) => checkDuration(text, [...path, key]);
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

function lowerReady(value: unknown, path: Path): HealthcheckSpec {
  const read = readReadyCheck(value);
  if ('test' in read) {
    const { test, ...figures } = read;
    return { ready: test, ...figures };
  }
  const [first] = read.problems;
  throw invalid([...path, ...(first?.path ?? [])], first?.message ?? 'is not understood');
}

function checkDuration(text: string | undefined, path: Path): number | undefined {
  const ms = duration(text, path);
  if (ms === undefined || ms === 0 || ms >= LEAST_MS) return ms;
  throw invalid(path, `"${text}" is less than ${LEAST_MS}ms`);
}

/** @throws TscomposeError STACK_FILE_INVALID */
export function duration(text: string | undefined, path: Path): number | undefined {
  if (text === undefined) return undefined;
  const ms = durationMilliseconds(text);
  if (ms === undefined) throw invalid(path, `"${text}" is not a duration such as 1m30s`);
  return ms;
}
