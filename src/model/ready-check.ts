import { durationMilliseconds } from '../base/duration.js';

/** What has to be seen from outside for a service to be ready; nothing in its image takes part in it. */
export type ReadyTest =
  /** The port lets a client in. */
  | { readonly type: 'tcp'; readonly port: number }
  /** A GET is answered with this status; absent: any from 200 to 399. */
  | { readonly type: 'http'; readonly port: number; readonly path: string; readonly status?: number }
  /** A line of the log of this run has the text. */
  | { readonly type: 'log'; readonly text: string }
  /** A line of the log of this run matches the expression. */
  | { readonly type: 'log'; readonly pattern: string };

/** `x-ready` of a service. Milliseconds; what is absent has its default. */
export interface ReadyCheck {
  readonly test: ReadyTest;
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
  readonly startPeriodMs?: number;
  readonly startIntervalMs?: number;
  readonly retries?: number;
}

export interface ReadyProblem {
  /** Within `x-ready`. */
  readonly path: readonly string[];
  readonly message: string;
  /** It is the key that is wrong, not its value. */
  readonly isKey?: true;
}

const TESTS = ['tcp', 'http', 'log'];
const HTTP_KEYS = ['port', 'path', 'status'];
const DURATIONS = {
  interval: 'intervalMs',
  timeout: 'timeoutMs',
  start_period: 'startPeriodMs',
  start_interval: 'startIntervalMs',
} as const;
const KEYS = [...TESTS, ...Object.keys(DURATIONS), 'retries'];

type Report = (path: readonly string[], message: string, isKey?: true) => undefined;

/** Reads the value of `x-ready`. Numbers may be texts, as variables bring them. @returns what is wrong with it, if anything is */
export function readReadyCheck(value: unknown): ReadyCheck | { readonly problems: readonly ReadyProblem[] } {
  const problems: ReadyProblem[] = [];
  const report: Report = (path, message, isKey) => {
    problems.push({ path, message, ...(isKey ? { isKey } : {}) });
  };
  const check = isMap(value)
    ? readMap(value, report)
    : report([], `has to be a map with one of ${TESTS.join(', ')}`);
  return check === undefined || problems.length > 0 ? { problems } : check;
}

function readMap(value: Readonly<Record<string, unknown>>, report: Report): ReadyCheck | undefined {
  for (const key of Object.keys(value)) {
    if (!KEYS.includes(key)) report([key], `unknown key; known are ${KEYS.join(', ')}`, true);
  }
  const given = TESTS.filter((key) => key in value);
  const [kind, second] = given;
  if (kind === undefined) return report([], `has to say what is waited for, by one of ${TESTS.join(', ')}`);
  if (second !== undefined) {
    return report([second], `cannot stand beside "${kind}"; a service is ready by one sign`, true);
  }
  const figures: Record<string, number> = {};
  for (const [key, name] of Object.entries(DURATIONS)) {
    if (key in value) figures[name] = readDuration(value[key], [key], report) ?? 0;
  }
  if ('retries' in value)
    figures.retries = readCount(value.retries, ['retries'], [1, 1_000_000], report) ?? 0;
  const test = readTest(kind, value[kind], report);
  return test && { test, ...figures };
}

function readTest(kind: string, value: unknown, report: Report): ReadyTest | undefined {
  if (kind === 'tcp') {
    const port = readPort(value, ['tcp'], report);
    return port === undefined ? undefined : { type: 'tcp', port };
  }
  return kind === 'http' ? readHttp(value, report) : readLog(value, report);
}

function readHttp(value: unknown, report: Report): ReadyTest | undefined {
  if (!isMap(value)) return report(['http'], 'has to be a map with "port", and perhaps "path" and "status"');
  for (const key of Object.keys(value)) {
    if (!HTTP_KEYS.includes(key))
      report(['http', key], `unknown key; known are ${HTTP_KEYS.join(', ')}`, true);
  }
  const port = readPort(value.port ?? 80, ['http', 'port'], report);
  const { path = '/' } = value;
  // What is no character of a request line would make another request of it.
  if (typeof path !== 'string' || !/^\/[\x21-\x7e]*$/.test(path)) {
    return report(['http', 'path'], 'has to begin with "/", and to be percent-encoded');
  }
  const status =
    'status' in value ? readCount(value.status, ['http', 'status'], [100, 599], report) : undefined;
  return port === undefined
    ? undefined
    : { type: 'http', port, path, ...(status === undefined ? {} : { status }) };
}

function readLog(value: unknown, report: Report): ReadyTest | undefined {
  if (typeof value !== 'string' || value === '') {
    return report(['log'], 'has to be a text that a line of the log holds, or a /regular expression/');
  }
  const pattern = /^\/(.+)\/$/s.exec(value)?.[1];
  if (pattern === undefined) return { type: 'log', text: value };
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return report(['log'], `is no regular expression: ${(error as Error).message}`);
  }
  return { type: 'log', pattern };
}

function readPort(value: unknown, path: readonly string[], report: Report): number | undefined {
  return readCount(value, path, [1, 65_535], report);
}

function readCount(
  value: unknown,
  path: readonly string[],
  [least, most]: readonly [number, number],
  report: Report,
): number | undefined {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most)
    return number;
  return report(path, `has to be a whole number from ${least} to ${most}`);
}

function readDuration(value: unknown, path: readonly string[], report: Report): number | undefined {
  const ms = typeof value === 'string' ? durationMilliseconds(value) : undefined;
  const least = path[0] === 'start_period' ? 0 : 1;
  if (ms !== undefined && ms >= least) return ms;
  return report(path, `has to be a duration of at least ${least} ms, as in "1m30s" or "500ms"`);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
