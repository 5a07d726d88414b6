import { expect, it } from 'vitest';
import { isHookContainer, preStartContainer } from '../../../src/lowering/pre-start-container.js';
import type { ContainerSpec } from '../../../src/spec/container.js';

const SPEC: ContainerSpec = {
  ...{ name: 'demo-web-1', image: 'app', entrypoint: ['/entry'], command: ['serve'], stopGraceMs: 1 },
  env: { A: '1', B: '2' },
  ...{ user: 'app', workingDir: '/srv', restart: { name: 'always', maxRetries: 0 }, healthcheck: null },
  labels: { 'com.docker.compose.project': 'demo', 'com.docker.compose.service': 'web', mine: 'x' },
  mounts: [
    { type: 'volume', volume: 'demo_data', target: '/data', readOnly: false, noCopy: false },
    { type: 'volume', target: '/own', readOnly: false, noCopy: true },
  ],
  networks: [{ network: 'demo_default', aliases: ['web'] }],
  ports: [{ hostIp: '0.0.0.0', hostPorts: [80, 80], containerPort: 80, protocol: 'tcp' }],
};
const make = (step: object) =>
  preStartContainer(
    { spec: SPEC, anonymousVolumes: { '/own': 'anon1', '/of-image': 'anon2' } },
    { args: [], env: [], ...step },
    1,
  );

it('a step has the volumes and networks of what it precedes, and none of its names and ports', () => {
  const spec = make({ args: ['migrate'], env: ['B=9', 'C=a=b'] });
  expect(spec).toMatchObject({
    ...{ name: 'demo-web-1-pre_start-2', image: 'app', entrypoint: null, command: ['migrate'] },
    ...{ user: 'app', workingDir: '/srv', ports: [], healthcheck: 'disabled' },
    networks: [{ network: 'demo_default', aliases: [] }],
    restart: { name: 'no' },
  });
  expect(spec.env).toEqual({ A: '1', B: '9', C: 'a=b' });
  expect(spec.mounts.map((mount) => mount.type === 'volume' && [mount.volume, mount.target])).toEqual([
    ['demo_data', '/data'],
    ['anon1', '/own'],
    ['anon2', '/of-image'],
  ]);
  expect(isHookContainer(spec.labels)).toBe(true);
  expect(isHookContainer(SPEC.labels)).toBe(false);
  expect(spec.labels).not.toHaveProperty('mine');
});

it('an image of its own brings its user and command', () => {
  expect(make({ image: 'busybox' })).toMatchObject({ image: 'busybox', command: null });
  expect(make({ image: 'busybox' })).not.toHaveProperty('user');
  expect(make({ image: 'busybox', user: 'root', workingDir: '/', privileged: true })).toMatchObject({
    user: 'root',
    workingDir: '/',
  });
});

it('a step is where the service is in the network, with its names, and without its privileges', () => {
  const spec: ContainerSpec = {
    ...SPEC,
    networks: [],
    networkMode: 'host',
    dns: ['9.9.9.9'],
    extraHosts: ['db:10.0.0.5'],
    privileged: true,
  };
  const step = preStartContainer({ spec, anonymousVolumes: {} }, { args: ['a'], env: [] }, 0);
  expect(step).toMatchObject({ networkMode: 'host', dns: ['9.9.9.9'], extraHosts: ['db:10.0.0.5'] });
  expect(step.privileged).toBeUndefined();
});
