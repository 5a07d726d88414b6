import { describe, expect, it } from 'vitest';
import type { EngineClient } from '../../../../src/api/messages.js';
import { runCli } from '../../../../src/cli/run-cli.js';
import { formatLock, parseLock } from '../../../../src/local/lock/lock-file.js';
import type { OperationEvent, PullRequest } from '../../../../src/spec/operations.js';
import { FakeHost } from '../../cli/support/fake-host.js';
import { DEMO } from '../../cli/support/samples.js';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const PATH = '/project/stack.lock';

/** A host with a registry that has these digests. */
function bench(digests: Record<string, string | null>) {
  const pulled: PullRequest[] = [];
  const resolved: string[] = [];
  async function* pull(request: PullRequest): AsyncGenerator<OperationEvent> {
    pulled.push(request);
    yield { type: 'result', changed: true };
  }
  const client: Partial<EngineClient> = {
    pull,
    resolveImage: async ({ reference }) => {
      resolved.push(reference);
      const found = digests[reference];
      if (found === undefined) throw new Error(`unexpected ${reference}`);
      return found === null
        ? null
        : { digest: found, platforms: { 'linux/arm64': digest('f'), 'linux/amd64': digest('e') } };
    },
  };
  const host = new FakeHost({ stack: DEMO, client });
  return { host, pulled, resolved, run: (...words: string[]) => runCli(words, host) };
}

const NGINX = 'docker.io/library/nginx:1.22';
const REDIS = 'docker.io/library/redis:7';

describe('lock', () => {
  it('writes the digest of every image and platform, the same text every time', async () => {
    const { host, run } = bench({ 'nginx:1.22': digest('a'), 'redis:7': digest('b') });
    expect(await run('lock')).toBe(0);
    const entry = (of: string) => ({
      digest: of,
      platforms: { 'linux/amd64': digest('e'), 'linux/arm64': digest('f') },
    });
    const text = host.files.get(PATH) ?? '';
    expect(JSON.parse(text)).toEqual({
      version: 1,
      images: { [NGINX]: entry(digest('a')), [REDIS]: entry(digest('b')) },
    });
    expect(formatLock(parseLock(text, PATH))).toBe(text);
    expect(host.stdout.text).toBe(`${NGINX}  locked at ${digest('a')}\n${REDIS}  locked at ${digest('b')}\n`);
  });

  it('asks only for what is new, drops what nothing uses, and renews what it is told to', async () => {
    const { host, run, resolved } = bench({ 'nginx:1.22': digest('c'), 'redis:7': digest('d') });
    const old = { digest: digest('a'), platforms: {} };
    host.files.set(PATH, formatLock({ [NGINX]: old, 'docker.io/library/gone:1': old }));
    await run('lock');
    expect(resolved).toEqual(['redis:7']);
    expect(host.stdout.text).toContain('gone:1  removed\n');
    expect(host.stdout.text).toContain(`${NGINX}  unchanged\n`);
    await run('lock', '--update', 'web');
    expect(resolved).toEqual(['redis:7', 'nginx:1.22']);
    expect(host.stdout.text).toContain(`${NGINX}  ${digest('a')} → ${digest('c')}\n`);
  });

  it('knows images that come with tscompose', async () => {
    const { host, run } = bench({ 'nginx:1.22': null, 'redis:7': digest('b') });
    await run('lock');
    expect(JSON.parse(host.files.get(PATH) ?? '').images[NGINX]).toBeNull();
  });
});

describe('a lock file', () => {
  const LOCK = formatLock({
    [NGINX]: { digest: digest('a'), platforms: {} },
    [REDIS]: { digest: digest('b'), platforms: {} },
  });

  it('decides what is pulled, unless it is left aside', async () => {
    const { host, run, pulled } = bench({});
    host.files.set(PATH, LOCK);
    await run('pull');
    await run('pull', '--no-lock', 'web');
    expect(pulled.map(({ images }) => images)).toEqual([
      [{ reference: `${NGINX}@${digest('a')}` }, { reference: `${REDIS}@${digest('b')}` }],
      [{ reference: 'nginx:1.22' }],
    ]);
  });

  it('may lack images, with a warning, but not with --locked', async () => {
    const { host, run, pulled } = bench({});
    host.files.set(
      PATH,
      formatLock({ [NGINX]: { digest: digest('a'), platforms: {} }, 'docker.io/library/old:1': null }),
    );
    expect(await run('pull')).toBe(0);
    expect(host.stderr.text).toContain(`warning: ${REDIS} is not in stack.lock`);
    expect(await run('pull', '--locked')).toBe(1);
    expect(host.stderr.text).toContain(`it lacks ${REDIS}; no service uses docker.io/library/old:1`);
    expect(pulled).toHaveLength(1);
  });

  it('must be there with --locked', async () => {
    const { host, run } = bench({});
    expect(await run('pull', '--locked')).toBe(1);
    expect(host.stderr.text).toContain('/project/stack.lock does not exist');
  });

  it.each([
    '',
    '[]',
    '{"version":2}',
    '{"version":1,"images":[]}',
    '{"version":1,"images":{"a":{"digest":"x","platforms":{}}}}',
  ])('that says %j is refused', (text) => {
    expect(() => parseLock(text, PATH)).toThrow(expect.objectContaining({ code: 'LOCK_INVALID' }));
  });
});
