import { posix } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { SourceFile, SourceReader } from '../find/source-reader.js';
import type { SourceOrigin } from '../place.js';
import type { Problems } from '../problems.js';
import type { StackRequest, Variable } from '../request.js';
import { parseDotEnv } from './dot-env.js';
import { Variables } from './variables.js';

/**
 * The variables that are known before the stack files are found: the caller's, then those of the env files.
 * These are the `--env-file`s, else `COMPOSE_ENV_FILES`, else the `.env` of the project directory as far as it is
 * known: `--project-directory`, the directory of the first `-f`, or the working directory.
 * @throws TscomposeError STACK_FILE_NOT_FOUND when an env file that was asked for cannot be read; USAGE when
 *   COMPOSE_DISABLE_ENV_FILE is no boolean
 */
export function callersVariables(
  request: StackRequest,
  sources: SourceReader,
  problems: Problems,
): Variables {
  const callers = Variables.ofEnvironment({ PWD: request.cwd, ...request.environment });
  const named = namedEnvFiles(request);
  const files = named ?? implicitEnvFiles(firstDirectory(request), request, sources);
  return withEnvFiles(callers, files, { role: 'env_file' }, sources, problems);
}

/**
 * These variables and behind them those of the project directory's `.env`, where that became known only with the
 * stack files and no env files were named.
 * @throws TscomposeError STACK_FILE_NOT_FOUND when it cannot be read
 */
export function projectVariables(
  variables: Variables,
  request: StackRequest,
  projectDirectory: string,
  sources: SourceReader,
  problems: Problems,
): Variables {
  if (namedEnvFiles(request) !== undefined || firstDirectory(request) === projectDirectory) return variables;
  const files = implicitEnvFiles(projectDirectory, request, sources);
  return withEnvFiles(variables, files, { role: 'env_file' }, sources, problems);
}

/** The `.env` of a directory, unless there is none or COMPOSE_DISABLE_ENV_FILE forbids it. */
function implicitEnvFiles(directory: string, { environment }: StackRequest, sources: SourceReader) {
  return isTrue('COMPOSE_DISABLE_ENV_FILE', environment) ? [] : dotEnvOf(directory, sources);
}

/** The `.env` of a directory; a directory of that name doesn't count. */
export function dotEnvOf(directory: string, sources: SourceReader): readonly SourceFile[] {
  const path = posix.join(directory, '.env');
  return sources.exists(path) && !sources.isDirectory(path) ? [sources.file(path)] : [];
}

/**
 * Variables with those of env files behind them; a later file beats an earlier one, and may use its variables.
 * @throws TscomposeError STACK_FILE_NOT_FOUND when one cannot be read
 */
export function withEnvFiles(
  base: Variables,
  files: readonly SourceFile[],
  origin: SourceOrigin,
  sources: SourceReader,
  problems: Problems,
): Variables {
  const values = new Map<string, Variable>();
  for (const file of files) {
    const source = sources.read(file, origin);
    if (source === undefined) continue;
    for (const [name, variable] of parseDotEnv(source, base.lookup, problems, values)) {
      values.set(name, variable);
    }
  }
  return base.orElse(values);
}

function namedEnvFiles({ cwd, envFiles, environment }: StackRequest): readonly SourceFile[] | undefined {
  const listed = (environment.COMPOSE_ENV_FILES ?? '').split(',').filter((name) => name !== '');
  const names = envFiles ?? (listed.length > 0 ? listed : undefined);
  return names?.map((name) => ({ name: name === '' ? cwd : name, path: posix.resolve(cwd, name) }));
}

function firstDirectory({ cwd, projectDirectory, files }: StackRequest): string {
  if (projectDirectory !== undefined) return posix.resolve(cwd, projectDirectory);
  const first = files.find((file) => file !== '-');
  return first === undefined ? posix.resolve(cwd) : posix.dirname(posix.resolve(cwd, first));
}

function isTrue(name: string, environment: StackRequest['environment']): boolean {
  const value = environment[name];
  if (value === undefined || /^(?:0|f|F|false|False|FALSE)$/.test(value)) return false;
  if (/^(?:1|t|T|true|True|TRUE)$/.test(value)) return true;
  throw new TscomposeError('USAGE', `${name} has to be true or false, but is ${JSON.stringify(value)}`, {
    action: 'read environment',
    subject: name,
  });
}
