import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentsFor } from '../../../src/local/read-contents.js';
import type { Service } from '../../../src/model/service.js';
import type { Stack } from '../../../src/model/stack.js';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsc-contents-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const variable = (name: string) => (name === 'TOKEN' ? 'tok' : undefined);

function read(web: Partial<Service>, rest: Pick<Stack, 'configs' | 'secrets'>) {
  const stack: Stack = {
    name: 'demo',
    services: { web: { command: null, entrypoint: null, ...web } },
    ...rest,
  };
  return contentsFor({ stack, variable });
}

it('a stack without configs and secrets sends none', async () => {
  expect(await read({}, {})).toEqual({});
});

it('of a file that is mounted itself only the digest is taken, of a copy the bytes too', async () => {
  const file = join(directory, 'plain');
  writeFileSync(file, 'p\0q');
  const { contents } = await read(
    { configs: [{ source: 'plain' }, { source: 'owned', uid: '5' }], secrets: [{ source: 'token' }] },
    {
      configs: {
        plain: { name: 'a', file },
        owned: { name: 'b', file },
        inline: { name: 'c', content: '' },
      },
      secrets: { token: { name: 'd', environment: 'TOKEN' } },
    },
  );
  const base64 = Buffer.from('p\0q').toString('base64');
  expect(contents).toEqual({
    configs: {
      plain: { digest: sha256('p\0q') },
      owned: { digest: sha256('p\0q'), base64 },
      inline: { digest: sha256(''), base64: '' },
    },
    secrets: { token: { digest: sha256('tok'), base64: Buffer.from('tok').toString('base64') } },
  });
});

it('a directory counts by its path alone', async () => {
  const file = join(directory, 'folder');
  mkdirSync(file);
  const { contents } = await read({ configs: [{ source: 'd' }] }, { configs: { d: { name: 'd', file } } });
  expect(contents?.configs).toEqual({ d: {} });
});

it('what cannot be had is told with its cause, and what to do', async () => {
  const large = join(directory, 'large');
  writeFileSync(large, '');
  truncateSync(large, 2 ** 20 + 1);
  const { contents } = await read(
    { secrets: [{ source: 'large', mode: '0400' }] },
    {
      secrets: {
        gone: { name: 'a', file: join(directory, 'gone') },
        unset: { name: 'b', environment: 'NOPE' },
        large: { name: 'c', file: large },
      },
    },
  );
  expect(contents?.secrets).toMatchObject({
    gone: { problem: { key: 'file', message: `${directory}/gone does not exist` } },
    unset: { problem: { key: 'environment', message: 'the variable "NOPE" is not set' } },
    large: { problem: { key: 'file', hint: expect.stringContaining('uid, gid and mode') } },
  });
});
