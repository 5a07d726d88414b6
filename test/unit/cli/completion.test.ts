import { describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../src/api/messages.js';
import { runCli } from '../../../src/cli/run-cli.js';
import type { Stack } from '../../../src/model/stack.js';
import { FakeHost } from './support/fake-host.js';
import { DEMO } from './support/samples.js';

const client: Partial<EngineClient> = {
  images: async () => [
    { references: ['docker.io/library/redis:7', 'ghcr.io/me/app:v1'] } as never,
    { references: ['docker.io/library/redis:7'] } as never,
  ],
  containers: async () => [{ name: 'demo-web-1', image: 'nginx' } as never],
};

async function complete(line: string, options: { stack?: Stack; client?: Partial<EngineClient> } = {}) {
  const host = new FakeHost({ stack: DEMO, client, ...options });
  expect(await runCli(['__complete', '--', ...line.split(' ')], host)).toBe(0);
  expect(host.stderr.text).toBe('');
  return { lines: host.stdout.text.split('\n').slice(0, -1), host };
}

async function words(line: string): Promise<readonly string[]> {
  return (await complete(line)).lines.map((text) => text.replace(/\t.*/, ''));
}

describe('the word at the cursor can become', () => {
  it.each([
    ['sta', ['start', 'stats']],
    ['image t', ['tag']],
    ['image rm', ['rm']],
    ['image ls --fo', ['--format']],
    ['up --no-d', ['--no-deps']],
    ['up we', ['web']],
    ['-p x up we', ['web']],
    ['up -d we', ['web']],
    ['up --timeout 5 we', ['web']],
    ['logs -fn 5 we', ['web']],
    ['logs -fn5 we', ['web']],
    ['up -- we', ['web']],
    ['up --exit-code-from we', ['web']],
    ['up --exit-code-from=we', ['--exit-code-from=web']],
    ['scale we', ['web=']],
    ['up --scale we', ['web=']],
    ['up --pull m', ['missing']],
    ['--progress p', ['plain']],
    ['--ansi=n', ['--ansi=never']],
    ['image ls --format j', ['json']],
    ['completion f', ['fish']],
    ['kill -s SIGT', ['SIGTERM']],
    ['image pull --platform linux/arm6', ['linux/arm64']],
    ['rmi r', ['redis:7']],
    ['history ghcr.io/me/app:', ['ghcr.io/me/app:v1']],
    ['container inspect d', ['demo-web-1']],
    ['-f ', [':files']],
    ['save -o ', [':files']],
    ['--project-directory ', [':directories']],
    ['cp we', ['web:', ':files']],
    ['cp web:/e', []],
    ['container cp x d', ['demo-web-1:', ':files']],
    ['tag redi', ['redis:7']],
    ['run web ', [':files']],
    ['exec web ', [':files']],
    ['exec web --', [':files']],
    ['nosuch ', []],
    ['version x', []],
    ['__', []],
  ])('%s: %j', async (line, expected) => {
    expect(await words(line)).toEqual(expected);
  });

  it('verbs, flags and names with what they are', async () => {
    expect((await complete('compl')).lines[0]).toMatch(/^completion\t.+/);
    expect((await complete('up --no-d')).lines).toEqual([expect.stringMatching(/^--no-deps\t.+/)]);
    expect((await complete('container diff ')).lines).toEqual(['demo-web-1\tnginx']);
  });
});

it('completion reads the stack file that the line names, with services of all profiles', async () => {
  const { host } = await complete('-f other.yaml --env-file x -p name up ');
  expect(host.requests).toEqual([
    expect.objectContaining({ files: ['other.yaml'], envFiles: ['x'], projectName: 'name', profiles: ['*'] }),
  ]);
});

it('completion says nothing where there is no stack file or engine, and starts none', async () => {
  const { lines, host } = await complete('up ', { stack: undefined as never });
  expect(lines).toEqual([]);
  const without = new FakeHost({});
  expect(await runCli(['__complete', '--', 'rmi', ''], without)).toBe(0);
  expect([without.stdout.text, without.connections]).toEqual(['', [{ start: false }]]);
  expect(host.connections).toEqual([]);
});
