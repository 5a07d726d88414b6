import { posix } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { Lookup } from '../interpolate/template.js';
import type { SourceRole } from '../place.js';
import type { StackRequest } from '../request.js';
import type { GivenFile } from './source-reader.js';

/** In order of preference. */
const STACK_FILES = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
  'stack.yml',
  'stack.yaml',
];

/**
 * The files of a request: `-f`, else `COMPOSE_FILE`, else the first well-known name in the working directory or
 * the nearest parent, with its override beside it.
 * @param variables those known so far: COMPOSE_FILE may stand in an env file
 * @throws TscomposeError STACK_FILE_NOT_FOUND when nothing is given or found
 */
export function findStackFiles(
  request: StackRequest,
  variables: Lookup,
): readonly [GivenFile, ...GivenFile[]] {
  const listed = variables('COMPOSE_FILE');
  if (request.files.length === 0 && listed === undefined) return discover(request);
  const separator = variables('COMPOSE_PATH_SEPARATOR') || ':';
  const names = request.files.length > 0 ? request.files : (listed ?? '').split(separator);
  const [first, ...rest] = names.map((name, index) => {
    if (name === '') throw emptyName(request.files.length > 0 ? '-f' : 'COMPOSE_FILE');
    return given(name, request.cwd, index === 0 ? 'file' : 'override');
  });
  return first === undefined ? discover(request) : [first, ...rest];
}

/**
 * The directory of the project: the one that was asked for, else that of the first file that has one.
 * @param files in the order in which they are merged
 */
export function projectDirectoryOf(
  { cwd, projectDirectory }: StackRequest,
  files: readonly GivenFile[],
): string {
  if (projectDirectory !== undefined) return posix.resolve(cwd, projectDirectory);
  const first = files.find(({ path }) => path !== '-');
  return first === undefined ? posix.resolve(cwd) : posix.dirname(first.path);
}

function given(name: string, cwd: string, role: SourceRole): GivenFile {
  if (name === '-') return { path: '-', name: 'stdin', origin: { role } };
  return { path: posix.resolve(cwd, name), name, origin: { role } };
}

function discover({ cwd, projectDirectory, reader }: StackRequest): readonly [GivenFile, ...GivenFile[]] {
  const start = posix.resolve(cwd, projectDirectory ?? '.');
  for (let directory = start; ; directory = posix.dirname(directory)) {
    const find = (names: readonly string[], role: SourceRole) => {
      const name = names.find((file) => reader.read(posix.join(directory, file)).kind !== 'missing');
      const path = posix.join(directory, name ?? '');
      return name === undefined ? undefined : { path, name: posix.relative(cwd, path), origin: { role } };
    };
    const main = find(STACK_FILES, 'file');
    if (main !== undefined) {
      const override = find(overridesOf(posix.basename(main.path)), 'override');
      return override === undefined ? [main] : [main, override];
    }
    if (directory === '/') break;
  }
  throw new TscomposeError('STACK_FILE_NOT_FOUND', `no stack file in ${start} or a directory above it`, {
    action: 'find stack file',
    subject: start,
    hint: `Name it one of ${STACK_FILES.join(', ')}, or give it with -f.`,
  });
}

/** Compose's names in its order; an override of our own name belongs to a file of our own name. */
function overridesOf(file: string): string[] {
  const bases = file.startsWith('stack.')
    ? ['stack', 'compose', 'docker-compose']
    : ['compose', 'docker-compose'];
  return bases.flatMap((base) => [`${base}.override.yml`, `${base}.override.yaml`]);
}

function emptyName(source: string): TscomposeError {
  return new TscomposeError('STACK_FILE_NOT_FOUND', `${source}: the name of a stack file is empty`, {
    action: 'find stack file',
    subject: source,
  });
}
