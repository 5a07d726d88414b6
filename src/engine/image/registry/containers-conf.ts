import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TscomposeError } from '../../../base/errors.js';
import { isObject, isStringArray, type JsonObject } from '../json-shape.js';
import type { MirrorRule, RegistryRule } from './registry-rules.js';

/** Most files have nothing but comments and aliases of names; the parser is loaded for the others only. */
const HAS_RULES = /^\s*\[\[?\s*registr/m;

/**
 * Reads what containers-registries.conf(5) says of registries: version 2, and the lists `insecure` and `block` of version 1. Where
 * several files speak of the same prefix, the last does.
 * @param file the main one; absent ones are empty
 * @param directory of further ones, `*.conf`, read in the order of their names
 * @throws REGISTRY when one is malformed
 */
export async function readContainersConf(file: string, directory: string): Promise<readonly RegistryRule[]> {
  const names = (await entries(directory)).filter((name) => name.endsWith('.conf')).sort();
  const rules = new Map<string, RegistryRule>();
  for (const path of [file, ...names.map((name) => join(directory, name))]) {
    for (const rule of await readRules(path)) rules.set(rule.prefix, rule);
  }
  return [...rules.values()];
}

async function readRules(path: string): Promise<readonly RegistryRule[]> {
  const text = await readText(path);
  if (!HAS_RULES.test(text)) return [];
  const { parse } = await import('smol-toml');
  let value: JsonObject;
  try {
    value = parse(text);
  } catch (error) {
    throw invalid(path, `it is not TOML: ${(error as Error).message.split('\n')[0]}`, error);
  }
  const tables = value.registry ?? [];
  if (!Array.isArray(tables) || !tables.every(isObject))
    throw invalid(path, '"registry" is not [[registry]]');
  return [...tables.map((table) => rule(table, path)), ...oldRules(value, path)];
}

function rule(table: JsonObject, path: string): RegistryRule {
  const location = optionalText(table, 'location', path);
  const prefix = optionalText(table, 'prefix', path) ?? location;
  if (prefix === undefined) throw invalid(path, 'a [[registry]] has neither prefix nor location');
  if (/\/.*[:@]/.test(prefix)) throw invalid(path, `prefix "${prefix}" names a tag or digest`);
  const mirrors = table.mirror ?? [];
  if (!Array.isArray(mirrors) || !mirrors.every(isObject)) {
    throw invalid(path, `the mirrors of "${prefix}" are not [[registry.mirror]]`);
  }
  const digestOnly = flag(table, 'mirror-by-digest-only', path);
  return {
    prefix,
    ...(location === undefined ? {} : { location }),
    insecure: flag(table, 'insecure', path),
    blocked: flag(table, 'blocked', path),
    mirrors: mirrors.map((mirror) => mirrorRule(mirror, digestOnly, path)),
  };
}

function mirrorRule(table: JsonObject, digestOnly: boolean, path: string): MirrorRule {
  const location = optionalText(table, 'location', path);
  if (location === undefined) throw invalid(path, 'a [[registry.mirror]] has no location');
  const pulls = optionalText(table, 'pull-from-mirror', path) ?? (digestOnly ? 'digest-only' : 'all');
  if (pulls !== 'all' && pulls !== 'digest-only' && pulls !== 'tag-only') {
    throw invalid(path, `"pull-from-mirror" is "${pulls}", not all, digest-only or tag-only`);
  }
  return { location, insecure: flag(table, 'insecure', path), pulls };
}

/** `[registries.insecure] registries = [...]` of version 1. */
function oldRules({ registries }: JsonObject, path: string): readonly RegistryRule[] {
  if (!isObject(registries)) return [];
  const listed = (key: string): readonly string[] => {
    const list = isObject(registries[key]) ? (registries[key].registries ?? []) : [];
    if (!isStringArray(list)) throw invalid(path, `"registries.${key}" has no list of registries`);
    return list;
  };
  const [insecure, blocked] = [listed('insecure'), listed('block')];
  return [...new Set([...insecure, ...blocked])].map((prefix) => ({
    prefix,
    insecure: insecure.includes(prefix),
    blocked: blocked.includes(prefix),
    mirrors: [],
  }));
}

function optionalText(table: JsonObject, key: string, path: string): string | undefined {
  const value = table[key];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw invalid(path, `"${key}" is not a text`);
  return value;
}

function flag(table: JsonObject, key: string, path: string): boolean {
  const value = table[key] ?? false;
  if (typeof value !== 'boolean') throw invalid(path, `"${key}" is neither true nor false`);
  return value;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw invalid(path, 'it cannot be read', error);
  }
}

async function entries(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw invalid(directory, 'it cannot be read', error);
  }
}

function invalid(path: string, why: string, cause?: unknown): TscomposeError {
  return new TscomposeError('REGISTRY', `the settings of registries in ${path} are of no use: ${why}`, {
    action: 'read settings',
    subject: path,
    ...(cause === undefined ? {} : { cause }),
  });
}
