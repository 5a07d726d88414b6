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
  const { cwd } = request;
  const separator = variables('COMPOSE_PATH_SEPARATOR') || ':';
  const fromVariable = (variables('COMPOSE_FILE') ?? '').split(separator);
  const given = (request.files.length > 0 ? request.files : fromVariable).filter((file) => file !== '');
  const [first, ...rest] = given.map((file, index): GivenFile => {
    const origin = { role: index === 0 ? 'file' : 'override' } as const;
    if (file === '-') return { path: '-', name: 'stdin', origin };
    return { path: posix.resolve(cwd, file), name: file, origin };
  });
  return first === undefined ? discover(request) : [first, ...rest];
}

function discover({ cwd, reader }: StackRequest): readonly [GivenFile, ...GivenFile[]] {
  for (let directory = posix.resolve(cwd); ; directory = posix.dirname(directory)) {
    const file = STACK_FILES.find((name) => reader.read(posix.join(directory, name)).kind !== 'missing');
    if (file !== undefined) {
      const override = overridesOf(file).find(
        (name) => reader.read(posix.join(directory, name)).kind === 'file',
      );
      const main = named(cwd, posix.join(directory, file), 'file');
      return override === undefined
        ? [main]
        : [main, named(cwd, posix.join(directory, override), 'override')];
    }
    if (directory === '/') break;
  }
  throw new TscomposeError('STACK_FILE_NOT_FOUND', `no stack file in ${cwd} or a directory above it`, {
    action: 'find stack file',
    subject: cwd,
    hint: `Name it one of ${STACK_FILES.join(', ')}, or give it with -f.`,
  });
}

function overridesOf(file: string): string[] {
  const base = file.replace(/\.ya?ml$/, '');
  return [`${base}.override.yml`, `${base}.override.yaml`];
}

function named(cwd: string, path: string, role: SourceRole): GivenFile {
  return { path, name: posix.relative(cwd, path), origin: { role } };
}
