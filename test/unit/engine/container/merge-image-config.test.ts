import { describe, expect, it } from 'vitest';
import { mergeImageConfig, resolveMounts } from '../../../../src/engine/container/merge-image-config.js';
import type { ContainerSpec } from '../../../../src/spec/container.js';
import type { ImageConfig } from '../../../../src/spec/objects.js';
import { containerSpec } from './fixtures.js';

const ID = 'abcdef0123456789'.repeat(4);
const image: ImageConfig = {
  Entrypoint: ['/entry'],
  Cmd: ['serve'],
  Env: ['PATH=/image/bin', 'LANG=C', 'EMPTY='],
  WorkingDir: '/srv',
  User: 'www',
  StopSignal: 'SIGQUIT',
};

function merge(spec: Partial<ContainerSpec>, config: ImageConfig = image) {
  return mergeImageConfig(ID, containerSpec(spec), config);
}

describe('the merge of a container with its image', () => {
  it("takes the image's settings where the user gives none", () => {
    expect(merge({})).toEqual({
      args: ['/entry', 'serve'],
      env: ['PATH=/image/bin', 'HOSTNAME=abcdef012345', 'LANG=C', 'EMPTY='],
      cwd: '/srv',
      user: 'www',
      hostname: 'abcdef012345',
      stopSignal: 'SIGQUIT',
      healthcheck: null,
    });
  });

  it('tells what has a terminal which one, unless somebody else does', () => {
    expect(merge({ tty: true }).env).toContain('TERM=xterm');
    expect(merge({ tty: true, env: { TERM: 'vt100' } }).env).toContain('TERM=vt100');
    expect(merge({}).env.join()).not.toContain('TERM');
  });

  it("keeps the image's entrypoint before a command of the user's", () => {
    expect(merge({ command: ['other', 'args'] }).args).toEqual(['/entry', 'other', 'args']);
  });

  it("forgets the image's command when the user gives an entrypoint", () => {
    expect(merge({ entrypoint: ['/mine'] }).args).toEqual(['/mine']);
  });

  it('takes an empty entrypoint as none, and the command of the image then is the program', () => {
    expect(merge({ entrypoint: [] }).args).toEqual(['serve']);
  });

  it('refuses a container without any command, and points at the service', () => {
    const spec = containerSpec({ labels: { 'com.docker.compose.service': 'web' } });
    expect(() => mergeImageConfig(ID, spec, {})).toThrowError(
      expect.objectContaining({
        code: 'CONTAINER_START',
        details: expect.objectContaining({ path: ['services', 'web', 'command'] }),
      }),
    );
  });

  it('replaces, adds and removes variables, and gives PATH a default', () => {
    const { env } = merge(
      { env: { LANG: 'de', NEW: 'x=y', EMPTY: null }, hostname: 'h' },
      { ...image, Env: ['EMPTY=1'] },
    );
    expect(env).toEqual([
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'HOSTNAME=h',
      'LANG=de',
      'NEW=x=y',
    ]);
  });

  it("completes the user's health check by the image's, nanoseconds turned to milliseconds, then by the defaults", () => {
    const config: ImageConfig = {
      ...image,
      Healthcheck: { Test: ['CMD', 'probe'], Timeout: 2e9, Retries: 7 },
    };
    expect(merge({ healthcheck: { intervalMs: 1000 } }, config).healthcheck).toEqual({
      test: ['CMD', 'probe'],
      intervalMs: 1000,
      timeoutMs: 2000,
      startPeriodMs: 0,
      startIntervalMs: 5000,
      retries: 7,
    });
    expect(merge({ healthcheck: 'disabled' }, config).healthcheck).toBeNull();
    expect(merge({ healthcheck: { test: ['NONE'] } }, config).healthcheck).toBeNull();
  });

  it("makes an anonymous volume for each of the image's volumes that nothing covers", () => {
    const spec = containerSpec({
      mounts: [
        { type: 'tmpfs', target: '/cache', options: [] },
        { type: 'volume', target: '/mine', readOnly: true, noCopy: false },
      ],
    });
    const mounts = resolveMounts(
      spec,
      { Volumes: { '/data/': {}, '/cache': {} } },
      (target) => `for${target}`,
    );
    expect(mounts).toEqual([
      { type: 'tmpfs', target: '/cache', options: [] },
      { type: 'volume', volume: 'for/mine', anonymous: true, target: '/mine', readOnly: true, noCopy: false },
      {
        type: 'volume',
        volume: 'for/data',
        anonymous: true,
        target: '/data',
        readOnly: false,
        noCopy: false,
      },
    ]);
  });
});
