import { posix } from 'node:path';
import type { SourceFile, SourceReader } from '../find/source-reader.js';
import type { Lookup } from '../interpolate/template.js';
import type { SourceOrigin } from '../place.js';
import type { Problems } from '../problems.js';
import type { StackRequest } from '../request.js';
import { parseDotEnv } from './dot-env.js';

/**
 * The variables that a stack file sees: the caller's environment, then the env files (a later one beats an earlier).
 * @throws TscomposeError STACK_FILE_NOT_FOUND when an env file that was asked for cannot be read
 */
export function loadEnvironment(
  { cwd, environment, envFiles }: StackRequest,
  projectDirectory: string,
  sources: SourceReader,
  problems: Problems,
): Lookup {
  const callers: Lookup = (name) => (Object.hasOwn(environment, name) ? environment[name] : undefined);
  const files =
    envFiles?.map((name) => ({ name, path: posix.resolve(cwd, name) })) ??
    implicitEnvFiles(projectDirectory, sources);
  return withEnvFiles(callers, files, { role: 'env_file' }, sources, problems);
}

/** The `.env` of a directory, if there is one. */
export function implicitEnvFiles(directory: string, sources: SourceReader): readonly SourceFile[] {
  const path = posix.join(directory, '.env');
  return sources.exists(path) ? [sources.file(path)] : [];
}

/**
 * Variables with those of env files behind them.
 * @throws TscomposeError STACK_FILE_NOT_FOUND when one cannot be read
 */
export function withEnvFiles(
  base: Lookup,
  files: readonly SourceFile[],
  origin: SourceOrigin,
  sources: SourceReader,
  problems: Problems,
): Lookup {
  const values = new Map<string, string>();
  const lookup: Lookup = (name) => base(name) ?? values.get(name);
  for (const file of files) {
    const source = sources.read(file, origin);
    if (source === undefined) continue;
    for (const [name, value] of parseDotEnv(source, lookup, problems)) values.set(name, value);
  }
  return files.length === 0 ? base : lookup;
}
