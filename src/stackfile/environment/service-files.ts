import { posix } from 'node:path';
import type { SourceReader } from '../find/source-reader.js';
import type { Lookup } from '../interpolate/template.js';
import type { SourceRole } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import type { SourceText } from '../read/source-text.js';
import type { Variable } from '../request.js';
import {
  child,
  type Entry,
  entriesOf,
  itemsOf,
  type MapNode,
  map,
  quote,
  type ScalarNode,
  type TreeNode,
  textOf,
  withValues,
} from '../tree.js';
import { didYouMean } from '../validate/near-miss.js';
import { parseDotEnv } from './dot-env.js';
import { parseRawEnv } from './raw-env.js';
import type { Variables } from './variables.js';

/** What the files of services are read against. */
export interface FileContext {
  readonly sources: SourceReader;
  readonly problems: Problems;
  readonly variables: Variables;
  /** Absolute; paths that were not resolved begin here. */
  readonly directory: string;
}

/**
 * Reads the `env_file`s of every service into its `environment`, and the `label_file`s into its `labels`. What the
 * stack file itself says beats the files, of which a later one beats an earlier; the attributes that named them go.
 */
export function readServiceFiles(stack: MapNode, context: FileContext): MapNode {
  const services = child(stack, 'services');
  if (services?.kind !== 'map') return stack;
  const read: Record<string, TreeNode> = {};
  for (const [name, { value }] of services.entries) {
    if (value.kind !== 'map') continue;
    const service = withEnvFiles(value, ['services', name], context);
    read[name] = withLabelFiles(service, ['services', name], context);
  }
  return withValues(stack, { services: withValues(services, read) });
}

/** Values in an env file may use the variables of the stack, then those of the service, then those of earlier files. */
function withEnvFiles(service: MapNode, path: StackPath, context: FileContext): MapNode {
  const files = child(service, 'env_file');
  if (files === undefined) return service;
  const own = child(service, 'environment');
  const lookup: Lookup = (name) => context.variables.lookup(name) ?? textOf(child(own, name));
  const found = new Map<string, Variable>();
  for (const [index, file] of itemsOf(files).entries()) {
    const filePath = [...path, 'env_file', index];
    const source = openEnvFile(file, filePath, context);
    const parsed = source && parse(source, child(file, 'format'), lookup, found, filePath, context);
    for (const [name, variable] of parsed ?? []) found.set(name, variable);
  }
  return withValues(service, { environment: overlay(found, own, files), env_file: undefined });
}

function openEnvFile(file: TreeNode, path: StackPath, context: FileContext): SourceText | undefined {
  const name = child(file, 'path');
  const required = child(file, 'required');
  const optional = required?.kind === 'scalar' && required.value === false;
  if (name !== undefined) return open(name, 'env_file', [...path, 'path'], optional, context);
  if (!optional) context.problems.add(file.at, path, 'the name of the file is empty', file);
  return undefined;
}

function parse(
  source: SourceText,
  format: TreeNode | undefined,
  lookup: Lookup,
  before: ReadonlyMap<string, Variable>,
  path: StackPath,
  { problems }: FileContext,
): ReadonlyMap<string, Variable> {
  const name = textOf(format) ?? '';
  if (name === 'raw') return parseRawEnv(source, lookup, problems);
  if (name === '' || name === '.env' || format === undefined) {
    return parseDotEnv(source, lookup, problems, before);
  }
  const message = `there is no format ${quote(name)} of env files, only "raw"${didYouMean(name, ['raw'])}`;
  problems.add(format.at, [...path, 'format'], message, format);
  return new Map();
}

/** Labels see nothing but labels: those above in the file, and those of earlier files. */
function withLabelFiles(service: MapNode, path: StackPath, context: FileContext): MapNode {
  const files = child(service, 'label_file');
  if (files === undefined) return service;
  const found = new Map<string, Variable>();
  for (const [index, file] of itemsOf(files).entries()) {
    const source = open(file, 'label_file', [...path, 'label_file', index], false, context);
    if (source === undefined) continue;
    const parsed = parseDotEnv(source, (name) => found.get(name)?.value, context.problems);
    for (const [name, label] of parsed) found.set(name, label);
  }
  return withValues(service, {
    labels: overlay(found, child(service, 'labels'), files),
    label_file: undefined,
  });
}

function open(
  name: TreeNode,
  role: SourceRole,
  path: StackPath,
  optional: boolean,
  { sources, directory }: FileContext,
): SourceText | undefined {
  const written = textOf(name);
  if (written === undefined) return undefined;
  const file = sources.file(posix.resolve(directory, written));
  if (optional && !sources.exists(file.path)) return undefined;
  return sources.readNamed(file, { role, from: name.at }, path);
}

/** What files brought, and over it what the service says itself; undefined when that is nothing. */
function overlay(
  found: ReadonlyMap<string, Variable>,
  own: TreeNode | undefined,
  files: TreeNode,
): MapNode | undefined {
  const entries = new Map<string, Entry>();
  for (const [name, { value, from }] of found) {
    const at = from.kind === 'file' ? from.at : files.at;
    const node: ScalarNode = { kind: 'scalar', at, value };
    entries.set(name, { key: at, value: node });
  }
  for (const [name, entry] of entriesOf(own)) {
    const replaced = entries.get(name)?.value;
    const value = replaced === undefined ? entry.value : { ...entry.value, replaced };
    entries.set(name, { ...entry, value });
  }
  if (entries.size === 0) return own?.kind === 'map' ? own : undefined;
  return { ...(own?.kind === 'map' ? own : map(files.at, {})), entries };
}
