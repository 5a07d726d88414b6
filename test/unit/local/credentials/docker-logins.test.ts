import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerLogins } from '../../../../src/local/credentials/docker-logins.js';

let directory: string;
let env: Record<string, string>;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tscompose-logins-'));
  env = {
    DOCKER_CONFIG: directory,
    PATH: `${directory}${delimiter}${process.env.PATH}`,
    STORE: join(directory, 'kept'),
  };
});
afterEach(() => rm(directory, { recursive: true }));

const config = () => join(directory, 'config.json');
const write = (value: unknown) => writeFile(config(), JSON.stringify(value));
const read = async () => JSON.parse(await readFile(config(), 'utf8')) as Record<string, unknown>;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const find = (registry: string) => dockerLogins(env).find(registry);

/** A helper that keeps one secret in a file. */
async function installHelper(name: string): Promise<void> {
  const program = join(directory, `docker-credential-${name}`);
  const script = [
    '#!/bin/sh',
    'case $1 in',
    'store) cat > "$STORE" ;;',
    'erase) rm -f "$STORE" ;;',
    'get) read -r server; [ "$server" = broken ] && { echo "password: geheim"; exit 0; }',
    '  [ -f "$STORE" ] || { echo "credentials not found in native keychain"; exit 1; }; cat "$STORE" ;;',
    'esac',
  ];
  await writeFile(program, `${script.join('\n')}\n`);
  await chmod(program, 0o755);
}

describe('a login of config.json', () => {
  it.each([
    ['ghcr.io', { 'ghcr.io': { auth: base64('me:pa:ss') } }, { username: 'me', password: 'pa:ss' }],
    ['ghcr.io', { 'https://ghcr.io/v2/': { auth: base64('me:x') } }, { username: 'me', password: 'x' }],
    [
      'docker.io',
      { 'https://index.docker.io/v1/': { auth: base64('me:x') } },
      { username: 'me', password: 'x' },
    ],
    ['docker.io', { 'docker.io': { username: 'me', password: 'x' } }, { username: 'me', password: 'x' }],
    ['a:5000', { 'a:5000': { auth: base64('me:'), identitytoken: 't' } }, { identityToken: 't' }],
    ['a:5000', { 'a:5000': { registrytoken: 't' } }, { registryToken: 't' }],
    ['a:5000', { a: { auth: base64('me:x') } }, undefined],
    ['a:5000', { 'a:5000': {} }, undefined],
    ['a:5000', {}, undefined],
  ])('for %s is found in %j', async (registry, auths, login) => {
    await write({ auths });
    expect(await find(registry)).toEqual(login);
  });

  it('is none without a file, and an error with one that cannot be read', async () => {
    expect(await find('ghcr.io')).toBeUndefined();
    expect(await dockerLogins(env).hasAny()).toBe(false);
    await writeFile(config(), '{');
    await expect(find('ghcr.io')).rejects.toMatchObject({
      code: 'CREDENTIALS',
      details: { subject: config() },
    });
  });

  it('is kept beside all else in the file, for its owner only', async () => {
    await write({ psFormat: 'x', auths: { 'http://a:5000': { auth: 'old' }, b: { auth: 'b' } } });
    const saved = await dockerLogins(env).save('a:5000', { username: 'me', password: 'x' });
    expect(saved).toEqual({ place: config(), plain: true });
    expect(await read()).toEqual({
      psFormat: 'x',
      auths: { 'a:5000': { auth: base64('me:x') }, b: { auth: 'b' } },
    });
    expect((await stat(config())).mode & 0o777).toBe(0o600);
    expect(await dockerLogins(env).remove('a:5000')).toBe(true);
    expect(await dockerLogins(env).remove('a:5000')).toBe(false);
    expect(await read()).toEqual({ psFormat: 'x', auths: { b: { auth: 'b' } } });
  });

  it('is kept behind a symbolic link, where the file has one', async () => {
    await writeFile(join(directory, 'real.json'), '{}');
    await symlink('real.json', config());
    await dockerLogins(env).save('docker.io', { username: 'me', identityToken: 't' });
    expect(await readFile(join(directory, 'real.json'), 'utf8')).toContain('identitytoken');
    expect(await find('docker.io')).toEqual({ identityToken: 't' });
  });
});

describe('a credential helper', () => {
  it('keeps and gives logins, and nothing of them stands in the file', async () => {
    await installHelper('demo');
    await write({ credsStore: 'demo' });
    const store = dockerLogins(env);
    expect(await store.find('ghcr.io')).toBeUndefined();
    expect(await store.save('ghcr.io', { username: 'me', password: 'geheim' })).toMatchObject({
      plain: false,
    });
    expect(await store.find('ghcr.io')).toEqual({ username: 'me', password: 'geheim' });
    expect(await read()).toEqual({ credsStore: 'demo', auths: { 'ghcr.io': {} } });
    expect(await store.remove('ghcr.io')).toBe(true);
    expect(await store.find('ghcr.io')).toBeUndefined();
    await store.save('ghcr.io', { username: 'me', identityToken: 't' });
    expect(await store.find('ghcr.io')).toEqual({ identityToken: 't' });
  });

  it('is asked for its own registries only', async () => {
    await write({ credHelpers: { 'ghcr.io': 'missing' }, auths: { a: { auth: base64('me:x') } } });
    expect(await find('a')).toEqual({ username: 'me', password: 'x' });
    await expect(find('ghcr.io')).rejects.toMatchObject({
      code: 'CREDENTIALS',
      message: expect.stringContaining('docker-credential-missing failed: it is not installed'),
    });
  });

  it('that answers nonsense is not quoted, for it may be a secret', async () => {
    await installHelper('demo');
    await write({ credsStore: 'demo' });
    const failed = (await find('broken').catch((error: unknown) => error)) as Error;
    expect(failed).toMatchObject({ code: 'CREDENTIALS' });
    expect(JSON.stringify(failed)).not.toContain('geheim');
  });

  it('that waits for its user is ended with the command', async () => {
    const [started, held, program] = ['started', 'held', 'docker-credential-slow'].map((name) =>
      join(directory, name),
    ) as [string, string, string];
    execFileSync('mkfifo', [started, held]);
    await writeFile(program, `#!/bin/sh\nexec 3> ${held}\necho > ${started}\nexec sleep 1000\n`);
    await chmod(program, 0o755);
    await write({ credsStore: 'slow' });
    const interrupt = new AbortController();
    const finding = dockerLogins(env).find('a', interrupt.signal);
    // It is read to its end when the helper, the only one that writes, is gone.
    const ended = readFile(held);
    await readFile(started);
    interrupt.abort();
    await expect(finding).rejects.toMatchObject({ code: 'CANCELLED' });
    await ended;
  });

  it('must have a name that is no path', async () => {
    await write({ credsStore: '../../bin/sh' });
    await expect(find('a')).rejects.toMatchObject({ code: 'CREDENTIALS' });
  });
});
