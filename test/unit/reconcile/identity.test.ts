import { expect, it } from 'vitest';
import type { StackOrigin } from '../../../src/model/stack.js';
import { findOtherCheckout, pathsOfIdentity } from '../../../src/reconcile/identity.js';
import { ORIGIN, service, stack } from '../lowering/stacks.js';
import { reached } from './situations.js';

/** Containers that were started from /srv/demo/stack.yml. */
const { containers } = reached(stack({ web: service() })).observation;

/** @param exist paths that are there; `link -> target` for a symbolic link */
function other(
  origin: Partial<StackOrigin>,
  exist: readonly string[],
  from = containers,
): string | undefined {
  const paths = new Map(
    exist.map((line) => {
      const [path = '', target = path] = line.split(' -> ');
      return [path, target];
    }),
  );
  return findOtherCheckout(from, { ...ORIGIN, ...origin }, paths);
}

const HERE = ['/srv/demo', '/srv/demo/stack.yml'];
const COPY: StackOrigin = { workingDir: '/srv/copy', configFiles: ['/srv/copy/stack.yml'] };
const BOTH = [...HERE, '/srv/copy', '/srv/copy/stack.yml'];

it('tells another checkout by its directory and file, both of which are still there', () => {
  expect(other(COPY, BOTH)).toBe('/srv/demo');
});

it.each<[string, Partial<StackOrigin>, readonly string[]]>([
  ['the same directory', {}, HERE],
  [
    'other files of the same directory',
    { configFiles: ['/srv/demo/other.yml'] },
    [...HERE, '/srv/demo/other.yml'],
  ],
  [
    'the same directory through a link',
    { workingDir: '/home/me', configFiles: ['/home/me/stack.yml'] },
    [...HERE, '/home/me -> /srv/demo', '/home/me/stack.yml -> /srv/demo/stack.yml'],
  ],
  ['the same file with another project directory', { workingDir: '/tmp' }, [...HERE, '/tmp']],
  ['a checkout that was moved', COPY, ['/srv/copy', '/srv/copy/stack.yml']],
  ['a directory whose stack file is gone', COPY, ['/srv/demo', '/srv/copy', '/srv/copy/stack.yml']],
  ['standard input', { workingDir: '/srv/copy', configFiles: ['-'] }, BOTH],
])('takes %s for the same stack', (_, origin, exist) => {
  expect(other(origin, exist)).toBeUndefined();
});

it('takes what came from standard input, and what says nothing of its origin, for anybody’s', () => {
  const labelled = (change: Readonly<Record<string, string>>) =>
    containers.map((container) => ({
      ...container,
      spec: { ...container.spec, labels: { ...container.spec.labels, ...change } },
    }));
  const fromInput = labelled({ 'com.docker.compose.project.config_files': '-' });
  expect(other(COPY, BOTH, fromInput)).toBeUndefined();
  const unknown = labelled({ 'com.docker.compose.project.working_dir': '' });
  expect(other(COPY, BOTH, unknown)).toBeUndefined();
});

it('asks for every path that it compares', () => {
  expect([...pathsOfIdentity(containers, COPY)].sort()).toEqual([...BOTH].sort());
  expect([...pathsOfIdentity(containers, ORIGIN)]).toEqual([]);
});
