import { expect, it } from 'vitest';
import type { EngineClient } from '../../../src/api/messages.js';
import { runCli } from '../../../src/cli/run-cli.js';
import type { Stack } from '../../../src/model/stack.js';
import type { OperationEvent, PullRequest, PushRequest } from '../../../src/spec/operations.js';
import { FakeHost } from './support/fake-host.js';
import { DEMO } from './support/samples.js';

const base = { command: null, entrypoint: null, networks: { default: null } };
const STACK: Stack = {
  ...DEMO,
  services: {
    app: {
      ...base,
      image: 'ghcr.io/me/app',
      depends_on: { db: { condition: 'service_started', required: true } },
    },
    db: { ...base, image: 'redis:7', pull_policy: 'missing', platform: 'linux/arm64' },
    never: { ...base, image: 'local', pull_policy: 'never' },
    built: { ...base, build: { context: '.' } },
  },
};

function bench(stack?: Stack) {
  const pulls: PullRequest[] = [];
  const pushes: PushRequest[] = [];
  async function* pull(request: PullRequest): AsyncGenerator<OperationEvent> {
    pulls.push(request);
    yield { type: 'result', changed: true };
  }
  async function* push(request: PushRequest): AsyncGenerator<OperationEvent> {
    pushes.push(request);
    yield { type: 'result', changed: true };
  }
  const client: Partial<EngineClient> = { pull, push, login: async () => ({}) };
  const host = new FakeHost({ client, ...(stack === undefined ? {} : { stack }) });
  return { host, pulls, pushes, run: (...words: string[]) => runCli(words, host) };
}

it('pulls as services say, and skips what they never pull', async () => {
  const { host, pulls, run } = bench(STACK);
  expect(await run('pull')).toBe(0);
  expect(pulls).toEqual([
    {
      images: [
        { reference: 'ghcr.io/me/app' },
        { reference: 'redis:7', onlyMissing: true, platform: 'linux/arm64' },
      ],
      ignoreFailures: false,
    },
  ]);
  expect(host.stderr.text).toContain('Service never  Skipped');
  expect(host.stderr.text).toContain('Service built  Skipped');
});

it('pulls as the command line says instead', async () => {
  const { pulls, run } = bench(STACK);
  await run('pull', '--policy', 'missing', '--ignore-pull-failures', '--platform', 'amd64', 'app');
  await run('pull', '--policy', 'always', '--include-deps', 'app');
  expect(pulls).toEqual([
    { images: [{ reference: 'ghcr.io/me/app', onlyMissing: true, platform: 'amd64' }], ignoreFailures: true },
    {
      images: [{ reference: 'ghcr.io/me/app' }, { reference: 'redis:7', platform: 'linux/arm64' }],
      ignoreFailures: false,
    },
  ]);
});

it('sends the logins that are needed, and no other', async () => {
  const { host, pulls, pushes, run } = bench(STACK);
  host.loginStore.kept.set('ghcr.io', { username: 'me', password: 'x' });
  host.loginStore.kept.set('other.io', { username: 'me', password: 'y' });
  await run('pull', 'app');
  await run('pull', 'db');
  await run('push', 'app');
  expect(pulls.map(({ logins }) => logins)).toEqual([
    { 'ghcr.io': { username: 'me', password: 'x' } },
    undefined,
  ]);
  expect(pushes).toEqual([
    {
      references: ['ghcr.io/me/app'],
      ignoreFailures: false,
      logins: { 'ghcr.io': { username: 'me', password: 'x' } },
    },
  ]);
});

it('takes names of images where no stack file is', async () => {
  const { pulls, run } = bench();
  expect(await run('pull', 'nginx:1.22')).toBe(0);
  expect(pulls[0]?.images).toEqual([{ reference: 'nginx:1.22' }]);
  expect(await run('pull')).toBe(1);
});

it('takes names of images by image pull and image push everywhere', async () => {
  const { pulls, pushes, run } = bench(STACK);
  expect(await run('image', 'pull', '--platform', 'arm64', 'nginx', 'nginx')).toBe(0);
  expect(await run('image', 'push', 'a:5000/x')).toBe(0);
  expect(pulls[0]?.images).toEqual([{ reference: 'nginx', platform: 'arm64' }]);
  expect(pushes[0]?.references).toEqual(['a:5000/x']);
});

it('ends with the full names of what came or went, as docker pull and docker push -q do', async () => {
  const { host, run } = bench(STACK);
  await run('image', 'pull', '-q', 'nginx', 'docker.io/library/nginx', 'a:5000/x:1');
  await run('image', 'push', 'a:5000/y');
  await run('image', 'push', '-q', 'a:5000/z');
  await run('--dry-run', 'image', 'pull', 'b');
  expect(host.stdout.text).toBe('docker.io/library/nginx:latest\na:5000/x:1\na:5000/z:latest\n');
});

it('keeps a login that the registry took, and forgets it again', async () => {
  const { host, run } = bench();
  host.stdin.push('geheim\n');
  host.stdin.push(null);
  expect(await run('login', '-u', 'me', '--password-stdin', 'ghcr.io')).toBe(0);
  expect(host.loginStore.kept.get('ghcr.io')).toEqual({ username: 'me', password: 'geheim' });
  expect(await run('logout', 'ghcr.io')).toBe(0);
  expect(await run('logout', 'ghcr.io')).toBe(0);
  expect(host.stdout.text).toBe(
    'Login Succeeded\nRemoving login credentials for ghcr.io\nNot logged in to ghcr.io\n',
  );
});

it.each([
  [['login', '--password-stdin'], 'must provide --username'],
  [['login', '-u', 'a', '-p', 'b', '--password-stdin'], 'mutually exclusive'],
  [['login', '-u', 'a'], 'no terminal'],
  [['search', '--limit', '0', 'x'], 'range of [1, 100]'],
  [['pull', '--policy', 'never'], 'always or missing'],
])('%j is refused', async (words, why) => {
  const { host, run } = bench(STACK);
  expect(await run(...words)).toBe(1);
  expect(host.stderr.text).toContain(why);
});
