import { posix } from 'node:path';
import { readText } from '../find/read-text.js';
import type { Lookup } from '../interpolate/template.js';
import type { Problems } from '../problems.js';
import type { StackRequest } from '../request.js';
import { parseDotEnv } from './dot-env.js';

/**
 * The variables that a stack file sees: the caller's environment, then the env files (a later one beats an earlier).
 * @throws TscomposeError STACK_FILE_NOT_FOUND when an env file that was asked for cannot be read
 */
export function loadEnvironment(request: StackRequest, projectDirectory: string, problems: Problems): Lookup {
  const { environment } = request;
  const values = new Map<string, string>();
  const lookup: Lookup = (name) => (Object.hasOwn(environment, name) ? environment[name] : values.get(name));
  for (const [index, file] of envFiles(request, projectDirectory).entries()) {
    const source = readText(file, index - ENV_FILES_FIRST, request.reader, problems);
    if (source === undefined) continue;
    for (const [name, value] of parseDotEnv(source, lookup, problems)) values.set(name, value);
  }
  return lookup;
}

/** Env files are read, and reported, before stack files. */
const ENV_FILES_FIRST = 1_000_000;

function envFiles({ cwd, envFiles: given, reader }: StackRequest, projectDirectory: string) {
  if (given !== undefined) return given.map((name) => ({ name, path: posix.resolve(cwd, name) }));
  const path = posix.join(projectDirectory, '.env');
  const name = posix.relative(cwd, path);
  return reader.read(path).kind === 'missing' ? [] : [{ name: name.startsWith('../..') ? path : name, path }];
}
