import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errnoText } from '../../base/errno.js';
import { TscomposeError } from '../../base/errors.js';
import type { ContainerSpec } from '../../spec/container.js';
import type { LimitSettings } from '../../spec/limits.js';
import type { CgroupSettingRecord } from '../../wire/messages.js';
import { cgroupSettings } from './cgroup-settings.js';
import { deviceNumber, unifiedHere } from './machine-limits.js';

/** What a start message tells the monitor to write. */
export function startSettings(spec: ContainerSpec): readonly CgroupSettingRecord[] {
  if (spec.limits === undefined) return [];
  return cgroupSettings(spec.limits, unifiedHere(), (path) => deviceNumber(path, spec));
}

/**
 * Changes the limits of a container that runs; what was changed before a failure is changed back.
 * @param path of its cgroup, relative to each hierarchy's root
 * @throws KERNEL when the kernel refuses one: less memory than is in use, say
 */
export function applyLimits(
  hierarchies: readonly string[],
  path: string,
  spec: ContainerSpec,
  changes: Pick<LimitSettings, 'limits' | 'pidsLimit'>,
): void {
  const before = settingsOf(spec);
  const has = new Set(before.map(textOf));
  const wanted = settingsOf({ ...spec, ...changes }).filter((setting) => !has.has(textOf(setting)));
  const done: Written[] = [];
  try {
    for (const setting of swapFirstWhereItGrows(wanted, hierarchies, path)) {
      done.push(...writeSetting(hierarchies, path, setting));
    }
  } catch (error) {
    for (const { file, before: old } of done.reverse()) changeBack(file, old);
    const { code, errno = 0 } = error as NodeJS.ErrnoException;
    throw new TscomposeError('KERNEL', `${spec.name} cannot be limited so: ${errnoText(-errno)} (${code})`, {
      action: 'update container',
      subject: spec.name,
      cause: error,
      hint: 'A limit of memory that is less than what is in use is refused; what is in use, "tscompose stats" shows.',
    });
  }
}

function settingsOf(spec: ContainerSpec): readonly CgroupSettingRecord[] {
  const { pidsLimit } = spec;
  const pids = { file: 'pids.max', elseFile: '', elseValue: '', optional: false };
  return [
    ...startSettings(spec),
    ...(pidsLimit === undefined ? [] : [{ ...pids, value: pidsLimit === 0 ? 'max' : String(pidsLimit) }]),
  ];
}

function textOf({ file, value }: CgroupSettingRecord): string {
  return `${file}=${value}`;
}

/** v1 has no moment at which memory may be more than memory and swap together: where it grows, the sum goes first. */
function swapFirstWhereItGrows(
  settings: readonly CgroupSettingRecord[],
  hierarchies: readonly string[],
  path: string,
): readonly CgroupSettingRecord[] {
  const sum = settings.find(({ file }) => file === 'memory.memsw.limit_in_bytes');
  const memory = settings.find(({ file }) => file === 'memory.limit_in_bytes');
  if (sum === undefined || memory === undefined) return settings;
  const now = hierarchies
    .map((root) => textIn(join(root, path, sum.file)))
    .find((text) => text !== undefined);
  if (now === undefined || Number(now) >= Number(memory.value)) return settings;
  return [sum, ...settings.filter((setting) => setting !== sum)];
}

/** A file that was written, and what it held before. */
interface Written {
  readonly file: string;
  readonly before: string;
}

function writeSetting(
  hierarchies: readonly string[],
  path: string,
  { file, value, elseFile, elseValue, optional }: CgroupSettingRecord,
): readonly Written[] {
  const written = writeFirst(hierarchies, join(path, file), value);
  if (written.length > 0) return written;
  const other = elseFile === '' ? [] : writeFirst(hierarchies, join(path, elseFile), elseValue);
  if (other.length > 0 || optional) return other;
  throw Object.assign(new Error(`no ${file}`), { code: 'ENOENT', errno: -2 });
}

/** Empty when no hierarchy has the file. */
function writeFirst(hierarchies: readonly string[], name: string, value: string): readonly Written[] {
  for (const root of hierarchies) {
    const file = join(root, name);
    const before = textIn(file);
    if (before === undefined) continue;
    writeFileSync(file, value, { flag: 'r+' });
    return [{ file, before }];
  }
  return [];
}

/** What a file told is what it takes; where it doesn't, the limits that the record tells hold from the next start on. */
function changeBack(file: string, before: string): void {
  try {
    writeFileSync(file, before.trim(), { flag: 'r+' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

function textIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
