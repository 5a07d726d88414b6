import { TscomposeError } from '../base/errors.js';

/** Values of `--filter key=value`, by key. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/** @throws USAGE for a filter that is not among `known` */
export function parseFilters(values: readonly string[], known: readonly string[]): Filters {
  const filters = new Map<string, readonly string[]>();
  for (const value of values) {
    const at = value.indexOf('=');
    const key = value.slice(0, Math.max(at, 0)).trim();
    if (at < 0 || !known.includes(key)) throw invalid(value, at, key, known);
    filters.set(key, [...(filters.get(key) ?? []), value.slice(at + 1).trim()]);
  }
  return filters;
}

/** The only value of a filter that says yes or no. @throws USAGE for another one */
export function flagFilter(filters: Filters, key: string): boolean | undefined {
  const value = filters.get(key)?.at(-1);
  if (value === undefined) return undefined;
  if (value === 'true' || value === '1') return true;
  if (value === 'false' || value === '0') return false;
  throw new TscomposeError('USAGE', `invalid filter '${key}=${value}'`, { hint: 'Use true or false.' });
}

/**
 * A moment as `until` filters give it: RFC 3339, seconds since 1970, or a duration before now (`24h`, `1h30m`, `10m`).
 * @throws USAGE
 */
export function momentOf(value: string, now: Date): Date {
  if (/^\d+(\.\d+)?$/.test(value)) return new Date(Number(value) * 1000);
  const duration = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  if (duration.length > 0 && duration.map(([part]) => part).join('') === value) {
    const ms = duration.reduce((sum, [, count, unit = 's']) => sum + Number(count) * (UNIT_MS[unit] ?? 0), 0);
    return new Date(now.getTime() - ms);
  }
  const time = Date.parse(value);
  if (!Number.isNaN(time)) return new Date(time);
  throw new TscomposeError('USAGE', `invalid time "${value}"`, {
    hint: 'Use a duration like 24h, or a time like 2026-11-21T10:00:00.',
  });
}

/** The same as RFC 3339 in UTC; a whole time of that form keeps its nanoseconds. */
export function exactMoment(value: string, now: Date): string {
  const isWhole = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value));
  return isWhole ? value : momentOf(value, now).toISOString();
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function invalid(value: string, at: number, key: string, known: readonly string[]): TscomposeError {
  const message =
    at < 0 ? `invalid argument "${value}" for filter: expected key=value` : `invalid filter '${key}'`;
  return new TscomposeError('USAGE', message, { hint: `Filters are ${known.join(', ')}.` });
}
