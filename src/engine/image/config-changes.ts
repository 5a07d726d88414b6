import { TscomposeError } from '../../base/errors.js';
import { isObject, isStringArray, type JsonObject } from './json-shape.js';

type Change = (config: JsonObject, value: string) => JsonObject;

const CHANGES: Readonly<Record<string, Change>> = {
  CMD: (config, value) => ({ ...config, Cmd: command(value) }),
  ENTRYPOINT: (config, value) => ({ ...config, Entrypoint: command(value) }),
  ENV: (config, value) => ({ ...config, Env: withEnv(config.Env, pairs(value)) }),
  EXPOSE: (config, value) => ({
    ...config,
    ExposedPorts: withKeys(
      config.ExposedPorts,
      words(value).map((port) => (port.includes('/') ? port.toLowerCase() : `${port}/tcp`)),
    ),
  }),
  HEALTHCHECK: (config, value) => ({ ...config, Healthcheck: healthcheck(value) }),
  LABEL: (config, value) => ({
    ...config,
    Labels: { ...(isObject(config.Labels) ? config.Labels : {}), ...Object.fromEntries(pairs(value)) },
  }),
  ONBUILD: (config, value) => ({
    ...config,
    OnBuild: [...(isStringArray(config.OnBuild) ? config.OnBuild : []), value],
  }),
  STOPSIGNAL: (config, value) => ({ ...config, StopSignal: value }),
  USER: (config, value) => ({ ...config, User: value }),
  VOLUME: (config, value) => ({
    ...config,
    Volumes: withKeys(config.Volumes, jsonList(value) ?? words(value)),
  }),
  WORKDIR: (config, value) => ({ ...config, WorkingDir: workingDir(config.WorkingDir, value) }),
};

/**
 * Applies lines of a Dockerfile to a run config, as `commit --change` and `import --change` take them.
 * @throws USAGE naming the line
 */
export function applyChanges(config: JsonObject, lines: readonly string[]): JsonObject {
  return lines.reduce((changed, line) => {
    const [, word = '', value = ''] = /^\s*([a-zA-Z]+)(?:\s+(.*?))?\s*$/s.exec(line) ?? [];
    const change = CHANGES[word.toUpperCase()];
    if (change === undefined || value === '') throw unusable(line);
    return change(changed, value);
  }, config);
}

function command(value: string): readonly string[] {
  return jsonList(value) ?? ['/bin/sh', '-c', value];
}

function jsonList(value: string): readonly string[] | undefined {
  if (!value.startsWith('[')) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isStringArray(parsed) ? parsed : undefined;
  } catch (error) {
    // What is no JSON is a command for the shell, as in a Dockerfile.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Words with quotes and backslashes taken off. */
function words(value: string): readonly string[] {
  const found = value.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/gs) ?? [];
  return found.map((word) =>
    word.replace(
      /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs,
      (_, double?: string, single?: string, escaped?: string) =>
        double !== undefined ? double.replace(/\\(.)/gs, '$1') : (single ?? escaped ?? ''),
    ),
  );
}

/** `a=b c="d e"`, or the old form `a the rest`. */
function pairs(value: string): readonly (readonly [string, string])[] {
  const all = words(value);
  const [first = ''] = all;
  if (!first.includes('=')) {
    const [, key = '', rest] = /^(\S+)\s+(.*)$/s.exec(value) ?? [];
    if (rest === undefined) throw unusable(value);
    return [[key, rest]];
  }
  return all.map((word) => {
    const at = word.indexOf('=');
    if (at < 1) throw unusable(value);
    return [word.slice(0, at), word.slice(at + 1)] as const;
  });
}

function withEnv(env: unknown, changes: readonly (readonly [string, string])[]): readonly string[] {
  const entries = new Map(
    (isStringArray(env) ? env : []).map((entry) => [entry.split('=', 1)[0] ?? '', entry]),
  );
  for (const [key, value] of changes) entries.set(key, `${key}=${value}`);
  return [...entries.values()];
}

function withKeys(map: unknown, keys: readonly string[]): JsonObject {
  return { ...(isObject(map) ? map : {}), ...Object.fromEntries(keys.map((key) => [key, {}])) };
}

function workingDir(before: unknown, value: string): string {
  if (value.startsWith('/')) return value;
  const base = typeof before === 'string' && before !== '' ? before : '/';
  return `${base.replace(/\/$/, '')}/${value}`;
}

const NANOSECONDS: Readonly<Record<string, number>> = { ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };
const FIGURES: Readonly<Record<string, string>> = {
  interval: 'Interval',
  timeout: 'Timeout',
  'start-period': 'StartPeriod',
  'start-interval': 'StartInterval',
};

function healthcheck(value: string): JsonObject {
  if (/^none$/i.test(value)) return { Test: ['NONE'] };
  const [, flags = '', rest] = /^((?:--\S+\s+)*)CMD\s+(.*)$/is.exec(value) ?? [];
  if (rest === undefined) throw unusable(`HEALTHCHECK ${value}`);
  const list = jsonList(rest);
  const figures = [...flags.matchAll(/--([a-z-]+)=(\S+)/g)].map(([, flag = '', figure = '']) => {
    if (flag === 'retries') return ['Retries', Number(figure)] as const;
    return [FIGURES[flag] ?? flag, nanoseconds(figure)] as const;
  });
  return {
    Test: list === undefined ? ['CMD-SHELL', rest] : ['CMD', ...list],
    ...Object.fromEntries(figures),
  };
}

function nanoseconds(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  if (parts.length === 0) throw unusable(`HEALTHCHECK ${text}`);
  return parts.reduce((sum, [, count, unit = 's']) => sum + Number(count) * (NANOSECONDS[unit] ?? 0), 0);
}

function unusable(line: string): TscomposeError {
  return new TscomposeError('USAGE', `cannot apply the change "${line}"`, {
    hint: `Changes are lines of a Dockerfile that begin with ${Object.keys(CHANGES).join(', ')}.`,
  });
}
