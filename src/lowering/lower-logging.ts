import { TscomposeError } from '../base/errors.js';
import type { Service } from '../model/service.js';
import type { LogSettings } from '../spec/container.js';
import { invalid } from './invalid.js';

/** Options that Docker has for these drivers, and we have not. */
const KNOWN: readonly string[] = [
  'labels',
  'labels-regex',
  'env',
  'env-regex',
  'tag',
  'mode',
  'max-buffer-size',
];
const OPTIONS: readonly string[] = ['max-size', 'max-file', 'compress'];
/** What Docker's `local` has without options. */
const LOCAL = { driver: 'local', maxBytes: 20_000_000, maxFiles: 5, compress: true } as const;
const SIZE = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(?:i?b)?$/i;
const STEP = 1000;

/**
 * Where a service's output is kept; undefined: in one file that grows.
 * @throws TscomposeError STACK_FILE_INVALID, STACK_UNSUPPORTED with the path of the node
 */
export function lowerLogging({ logging }: Service, servicePath: readonly string[]): LogSettings | undefined {
  const { driver = 'json-file', options = {} } = logging ?? {};
  const path = [...servicePath, 'logging', 'options'];
  checkNames(driver, options, path);
  if (driver === 'none') return { driver };
  const given = settingsOf(options, path);
  if (driver === 'local') return settled({ ...LOCAL, ...given });
  checkTogether(given, options, path);
  return Object.keys(given).length === 0 ? undefined : settled({ driver: 'json-file', ...given });
}

function checkNames(driver: string, options: object, path: readonly string[]): void {
  for (const name of Object.keys(options)) {
    if (driver !== 'none' && OPTIONS.includes(name)) continue;
    if (driver !== 'none' && KNOWN.includes(name)) {
      throw new TscomposeError('STACK_UNSUPPORTED', `the log option "${name}" is not supported yet`, {
        path: [...path, name],
      });
    }
    throw invalid([...path, name], `unknown log opt "${name}" for ${driver} log driver`);
  }
}

interface Given {
  maxBytes?: number;
  maxFiles?: number;
  compress?: boolean;
}

function settingsOf(options: Readonly<Record<string, unknown>>, path: readonly string[]): Given {
  const given: Given = {};
  const { 'max-size': size, 'max-file': files, compress } = options;
  if (size !== undefined) given.maxBytes = bytesOf(String(size), [...path, 'max-size']);
  if (files !== undefined) {
    if (!/^\d+$/.test(String(files)) || Number(files) < 1) {
      throw invalid([...path, 'max-file'], 'max-file must be a number, 1 at least');
    }
    given.maxFiles = Number(files);
  }
  if (compress !== undefined) {
    const wanted = /^(1|t|true)$/i.test(String(compress));
    if (!wanted && !/^(0|f|false)$/i.test(String(compress))) {
      throw invalid([...path, 'compress'], 'compress must be true or false');
    }
    given.compress = wanted;
  }
  return given;
}

function bytesOf(text: string, path: readonly string[]): number {
  const [, number = '', unit = ''] = SIZE.exec(text) ?? [];
  const bytes = Math.trunc(Number(number) * STEP ** ' kmgtp'.indexOf(unit === '' ? ' ' : unit.toLowerCase()));
  if (number !== '' && bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
  throw invalid(path, `max-size must be a positive size such as 10m, not "${text}"`);
}

/** As Docker has it for json-file. */
function checkTogether(given: Given, options: object, path: readonly string[]): void {
  if (!given.compress) return;
  if (given.maxBytes !== undefined && (given.maxFiles ?? 1) > 1) return;
  const place = 'compress' in options ? [...path, 'compress'] : path;
  throw invalid(place, 'compress cannot be true when max-file is less than 2 or max-size is not set');
}

/** One file alone is never compressed. */
function settled({ compress, ...settings }: Given & Pick<LogSettings, 'driver'>): LogSettings {
  return compress && (settings.maxFiles ?? 1) > 1 ? { ...settings, compress } : settings;
}
