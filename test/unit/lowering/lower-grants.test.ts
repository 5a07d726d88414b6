import { describe, expect, it } from 'vitest';
import { lowerService } from '../../../src/lowering/lower-service.js';
import type { Service } from '../../../src/model/service.js';
import type { Stack } from '../../../src/model/stack.js';
import type { FileContents } from '../../../src/spec/file-contents.js';
import { ORIGIN, service, stack } from './stacks.js';

const FILE = { digest: 'sha256:f1' };
const COPY = { digest: 'sha256:c0', base64: 'eA==' };
const CONTENTS: FileContents = {
  configs: { app: FILE, made: COPY },
  secrets: {
    db: FILE,
    token: COPY,
    gone: { problem: { key: 'file', message: '/x does not exist', hint: 'Create it.' } },
  },
};

function lower(overrides: Partial<Service>, contents: FileContents | undefined = CONTENTS) {
  const whole: Stack = {
    ...stack({ web: service(overrides) }),
    configs: { app: { name: 'demo_app', file: '/srv/app.conf' }, made: { name: 'demo_made', content: 'x' } },
    secrets: {
      db: { name: 'demo_db', file: '/srv/db.txt' },
      token: { name: 'demo_token', environment: 'TOKEN' },
      gone: { name: 'demo_gone', file: '/x' },
    },
  };
  return lowerService(whole, ORIGIN, 'web', whole.services.web ?? service(), contents).template.spec;
}

function failure(overrides: Partial<Service>, contents?: FileContents): unknown {
  try {
    lower(overrides, contents);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('configs and secrets of a service', () => {
  it('are the files themselves, read-only, at their default places', () => {
    expect(lower({ configs: [{ source: 'app' }], secrets: [{ source: 'db' }] }).mounts).toEqual([
      {
        ...{ type: 'bind', source: '/srv/app.conf', target: '/app', readOnly: true, createSource: false },
        grant: { kind: 'config', name: 'app', digest: 'sha256:f1' },
      },
      {
        ...{
          type: 'bind',
          source: '/srv/db.txt',
          target: '/run/secrets/db',
          readOnly: true,
          createSource: false,
        },
        grant: { kind: 'secret', name: 'db', digest: 'sha256:f1' },
      },
    ]);
  });

  it('are copies where no file is behind them, or another owner is wanted', () => {
    const { mounts } = lower({
      configs: [{ source: 'made', target: 'etc/made' }],
      secrets: [
        { source: 'token', target: 'name' },
        { source: 'db', target: '/abs', uid: '33', gid: '44', mode: '0400' },
      ],
    });
    expect(mounts).toEqual([
      {
        ...{ type: 'file', target: '/etc/made', uid: 0, gid: 0, mode: 0o444 },
        grant: { kind: 'config', name: 'made', digest: 'sha256:c0' },
      },
      {
        ...{ type: 'file', target: '/run/secrets/name', uid: 0, gid: 0, mode: 0o444 },
        grant: { kind: 'secret', name: 'token', digest: 'sha256:c0' },
      },
      {
        ...{ type: 'file', target: '/abs', uid: 33, gid: 44, mode: 0o400 },
        grant: { kind: 'secret', name: 'db', digest: 'sha256:f1' },
      },
    ]);
  });

  it('are part of the hash with what they hold', () => {
    const hash = (contents: FileContents) =>
      lower({ secrets: [{ source: 'db' }] }, contents).labels['com.docker.compose.config-hash'];
    expect(hash(CONTENTS)).toBe(hash({ ...CONTENTS }));
    expect(hash({ ...CONTENTS, secrets: { db: { digest: 'sha256:f2' } } })).not.toBe(hash(CONTENTS));
  });

  it('that cannot be had are told at the place of their source', () => {
    expect(failure({ secrets: [{ source: 'gone' }] })).toMatchObject({
      code: 'MOUNT_SOURCE_MISSING',
      message: 'secrets.gone.file: /x does not exist',
      details: { path: ['secrets', 'gone', 'file'], hint: 'Create it.' },
    });
    expect(failure({ secrets: [{ source: 'db' }] }, { configs: {}, secrets: {} })).toMatchObject({
      code: 'STACK_FILE_INVALID',
      details: { path: ['services', 'web', 'secrets', 0] },
    });
  });

  it('are refused with an owner or mode that is none, and on the place of another mount', () => {
    for (const wrong of [{ uid: 'root' }, { gid: '-1' }, { mode: '999' }, { uid: '4294967295' }]) {
      const [key = ''] = Object.keys(wrong);
      expect(failure({ secrets: [{ source: 'token', ...wrong }] })).toMatchObject({
        code: 'STACK_FILE_INVALID',
        details: { path: ['services', 'web', 'secrets', 0, key] },
      });
    }
    expect(failure({ configs: [{ source: 'app', target: '/t' }], tmpfs: ['/t'] })).toMatchObject({
      code: 'STACK_FILE_INVALID',
    });
  });
});
