import { expect, test } from 'vitest';
import type { ContainerFlags } from '../../../../src/cli/container-flags.js';
import { parseRestart } from '../../../../src/cli/restart-flag.js';
import { containerSpec } from '../../../../src/cli/session/container-spec.js';
import { madeUpName } from '../../../../src/cli/session/made-up-name.js';
import type { ContainerSpec } from '../../../../src/spec/container.js';

const FLAGS: ContainerFlags = {
  addHost: [],
  capAdd: [],
  capDrop: [],
  device: [],
  deviceCgroupRule: [],
  dns: [],
  dnsOption: [],
  dnsSearch: [],
  blkioWeightDevice: [],
  deviceReadBps: [],
  deviceReadIops: [],
  deviceWriteBps: [],
  deviceWriteIops: [],
  ulimit: [],
  env: [],
  envFile: [],
  expose: [],
  groupAdd: [],
  securityOpt: [],
  sysctl: [],
  healthcheck: true,
  label: [],
  mount: [],
  net: [],
  netAlias: [],
  network: [],
  networkAlias: [],
  publish: [],
  pull: 'missing',
  tmpfs: [],
  volume: [],
};

function spec(flags: Partial<ContainerFlags>, args: readonly string[] = []): ContainerSpec {
  return containerSpec({
    name: 'calm_noether',
    image: 'nginx',
    args,
    flags: { ...FLAGS, ...flags },
    fromFiles: new Map([['FILE', '1']]),
    lookup: (name) => ({ HOME: '/home/me', GIVEN: 'yes' })[name],
    cwd: '/here',
  });
}

test('without flags it is as the image says, on the default network', () => {
  expect(spec({})).toEqual({
    name: 'calm_noether',
    image: 'nginx',
    entrypoint: null,
    command: null,
    env: { FILE: '1' },
    labels: {},
    mounts: [],
    networks: [{ network: 'bridge', aliases: [] }],
    ports: [],
    restart: { name: 'no', maxRetries: 0 },
    healthcheck: null,
    stopGraceMs: 10_000,
  });
});

test('flags are heeded', () => {
  expect(
    spec(
      {
        entrypoint: '/bin/sh',
        env: ['GIVEN', 'MISSING', 'A=b'],
        hostname: 'h',
        interactive: true,
        label: ['x', 'y=1'],
        network: ['demo_default'],
        netAlias: ['other'],
        pidsLimit: '7',
        publish: ['127.0.0.1:8080:80', '53/udp'],
        restart: parseRestart('on-failure:3'),
        rm: true,
        stopSignal: 'HUP',
        stopTimeout: '3',
        tty: true,
        user: '5',
        workdir: '/w',
        healthCmd: 'true',
        healthInterval: '1m30s',
        healthRetries: '2',
      },
      ['-c', 'x'],
    ),
  ).toMatchObject({
    entrypoint: ['/bin/sh'],
    command: ['-c', 'x'],
    env: { FILE: '1', GIVEN: 'yes', A: 'b' },
    hostname: 'h',
    labels: { x: '', y: '1' },
    networks: [{ network: 'demo_default', aliases: ['other'] }],
    pidsLimit: 7,
    ports: [
      { hostIp: '127.0.0.1', hostPorts: [8080, 8080], containerPort: 80, protocol: 'tcp' },
      { hostIp: '0.0.0.0', hostPorts: [0, 0], containerPort: 53, protocol: 'udp' },
    ],
    restart: { name: 'on-failure', maxRetries: 3 },
    autoRemove: true,
    stopSignal: 'HUP',
    stopGraceMs: 3000,
    stdinOpen: true,
    tty: true,
    user: '5',
    workingDir: '/w',
    healthcheck: { test: ['CMD-SHELL', 'true'], intervalMs: 90_000, retries: 2 },
  });
  expect(spec({ entrypoint: 'x' }).command).toEqual([]);
  expect(spec({ network: ['none'] }).networks).toEqual([]);
  expect(spec({ healthcheck: false }).healthcheck).toBe('disabled');
  expect(spec({ pidsLimit: '-1' })).not.toHaveProperty('pidsLimit');
});

test.each([
  [{ volume: ['data:/d:ro'] }, { type: 'volume', volume: 'data', target: '/d', readOnly: true }],
  [{ volume: ['~/x:/d'] }, { type: 'bind', source: '/home/me/x', target: '/d', createSource: true }],
  [
    { mount: ['type=bind,src=rel,dst=/d,readonly'] },
    { type: 'bind', source: '/here/rel', readOnly: true, createSource: false },
  ],
  [
    { mount: ['source=data,target=/d,readonly=false,volume-nocopy'] },
    { type: 'volume', volume: 'data', readOnly: false, noCopy: true },
  ],
  [{ mount: ['target=/d'] }, { type: 'volume', target: '/d' }],
  [
    { mount: ['type=tmpfs,target=/d,tmpfs-size=1m,tmpfs-mode=700'] },
    { type: 'tmpfs', target: '/d', mode: 0o700, options: ['size=1m'] },
  ],
  [
    { tmpfs: ['/run:size=64m,mode=1777,noexec'] },
    { type: 'tmpfs', target: '/run', mode: 0o1777, options: ['size=64m', 'noexec'] },
  ],
])('%o', (flags, mount) => {
  expect(spec(flags).mounts).toMatchObject([mount]);
});

test.each([
  [{ network: ['host', 'bridge'] }, 'cannot attach both'],
  [{ network: ['none', 'x'] }, 'network "none" goes with no other'],
  [{ networkAlias: ['x'] }, 'network-scoped alias is supported only for containers in user defined networks'],
  [{ mount: ['type=bind,target=/d'] }, 'source is required'],
  [{ mount: ['type=image,source=x,target=/d'] }, 'type "image" is not supported'],
  [{ mount: ['source=x'] }, 'target is required'],
  [{ mount: ['target=/d,colour=red'] }, "unexpected key 'colour'"],
  [{ tmpfs: ['x'] }, 'invalid tmpfs "x"'],
  [{ healthcheck: false, healthCmd: 'x' }, '--no-healthcheck conflicts with --health-* options'],
  [{ healthInterval: 'soon' }, 'invalid argument "soon" for "--health-interval" flag'],
  [{ pidsLimit: 'few' }, 'invalid argument "few" for "--pids-limit" flag'],
  [{ publish: ['80/sctp'] }, 'the protocol sctp is not supported'],
])('%o is refused', (flags, message) => {
  expect(() => spec(flags)).toThrow(message);
});

test.each(['sometimes', 'always:3', 'on-failure:x', 'on-failure:1:2'])('the policy %s is refused', (text) => {
  expect(() => parseRestart(text)).toThrow(`invalid restart policy "${text}"`);
});

test('a made-up name is a word and a person, longer where that is taken', () => {
  expect(madeUpName(() => false)).toMatch(/^[a-z]+_[a-z]+$/);
  let refused = 0;
  expect(madeUpName(() => refused++ < 3)).toMatch(/^[a-z]+_[a-z]+\d+$/);
});
