import { posix } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import { quote } from '../tree.js';

const NAME = /^[a-z0-9][a-z0-9_-]*$/;

/**
 * The name that was asked for: `-p`, else `COMPOSE_PROJECT_NAME`; undefined when neither says anything.
 * @throws TscomposeError USAGE when it cannot be a name
 */
export function requestedProjectName(
  flag: string | undefined,
  variable: string | undefined,
): string | undefined {
  const name = flag || variable;
  if (name === undefined || name === '' || NAME.test(name)) return name || undefined;
  const source = flag === undefined || flag === '' ? 'COMPOSE_PROJECT_NAME' : '-p';
  const message = `${source}: ${quote(name)} is no project name; it has to begin with a small letter or digit and may hold small letters, digits, "_" and "-"`;
  throw new TscomposeError('USAGE', message, { action: 'name the project', subject: name });
}

/** A text as a project name: small letters, without what a name may not hold; perhaps nothing is left. */
export function normaliseProjectName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}

/**
 * The name that a directory gives.
 * @throws TscomposeError USAGE when nothing is left of it
 */
export function projectNameOf(directory: string): string {
  const name = normaliseProjectName(posix.basename(directory));
  if (name !== '') return name;
  throw new TscomposeError('USAGE', `no project name can be made of the directory ${directory}`, {
    action: 'name the project',
    subject: directory,
    hint: 'Give one with -p, or with "name:" in the stack file.',
  });
}
