import { expect, test } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.js';
import type { OperationEvent, UpRequest } from '../../../src/spec/operations.js';
import { FakeHost } from './support/fake-host.js';
import { DEMO } from './support/samples.js';
import { withHelp } from './support/with-help.js';

async function up(flags: string, env: Record<string, string> = {}) {
  const requests: UpRequest[] = [];
  async function* operation(_: string, request: UpRequest): AsyncGenerator<OperationEvent> {
    requests.push(request);
    yield { type: 'result', changed: true };
  }
  const host = new FakeHost({ stack: DEMO, env, client: { up: operation } });
  const code = await runCli(['up', '-d', ...flags.split(' ').filter((word) => word !== '')], host);
  return { code, err: host.stderr.text, request: requests[0] };
}

test.each([
  ['--force-recreate --no-recreate', withHelp('--force-recreate and --no-recreate are incompatible', 'up')],
  [
    '--always-recreate-deps --no-recreate',
    withHelp('--always-recreate-deps and --no-recreate are incompatible', 'up'),
  ],
  ['--no-recreate -V', withHelp('--no-recreate and --renew-anon-volumes are incompatible', 'up')],
  ['--build --no-build', withHelp('--build and --no-build are incompatible', 'up')],
  ['--no-build --build', withHelp('--build and --no-build are incompatible', 'up')],
  ['--pull sometimes', /^invalid --pull option "sometimes"\n/],
  ['--build', /^--build: this version of tscompose cannot build images\n/],
])('up %s is refused in the words of Docker Compose', async (flags, message) => {
  const { code, err, request } = await up(flags);
  expect({ code, request }).toEqual({ code: 1, request: undefined });
  if (typeof message === 'string') expect(err).toBe(message);
  else expect(err).toMatch(message);
});

test.each([
  ['', { recreate: 'changed', recreateDependencies: 'changed', renewAnonymousVolumes: false }],
  ['--no-build', { recreate: 'changed', withoutDependencies: false, noStart: false }],
  ['--force-recreate', { recreate: 'all', recreateDependencies: 'changed' }],
  ['--no-recreate', { recreate: 'none', recreateDependencies: 'none' }],
  ['--always-recreate-deps', { recreate: 'changed', recreateDependencies: 'all' }],
  ['-V', { recreate: 'all', recreateDependencies: 'changed', renewAnonymousVolumes: true }],
  ['--no-deps web', { withoutDependencies: true, services: ['web'] }],
  ['--no-start', { noStart: true }],
  ['--pull if_not_present', { pull: 'missing' }],
])('up %s asks for what it says', async (flags, expected) => {
  expect((await up(flags)).request).toMatchObject(expected);
});

test('orphans are removed or ignored as flag and variables say, but not both', async () => {
  const removes = async (flags: string, env: Record<string, string>) => {
    const { request, err } = await up(flags, env);
    return request === undefined ? err : [request.removeOrphans, request.ignoreOrphans];
  };
  expect(await removes('', {})).toEqual([false, false]);
  expect(await removes('--remove-orphans', {})).toEqual([true, false]);
  expect(await removes('', { COMPOSE_REMOVE_ORPHANS: 'TRUE' })).toEqual([true, false]);
  expect(await removes('', { COMPOSE_REMOVE_ORPHANS: 'no' })).toEqual([false, false]);
  expect(await removes('', { COMPOSE_IGNORE_ORPHANS: '1' })).toEqual([false, true]);
  expect(await removes('--remove-orphans', { COMPOSE_IGNORE_ORPHANS: 'y' })).toBe(
    withHelp('cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans', 'up'),
  );
});
