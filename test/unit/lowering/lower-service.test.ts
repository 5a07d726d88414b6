import { expect, it } from 'vitest';
import { lowerService } from '../../../src/lowering/lower-service.js';
import { replica } from '../../../src/lowering/replica.js';
import type { Service } from '../../../src/model/service.js';
import { needs, ORIGIN, service, stack } from './stacks.js';

function lower(overrides: Partial<Service>) {
  const web = service(overrides);
  const file = stack({ web }, { volumes: { data: { name: 'demo_data' } } });
  return replica(lowerService(file, ORIGIN, 'web', web), 1).spec;
}

function hash(overrides: Partial<Service>): string | undefined {
  return lower(overrides).labels['com.docker.compose.config-hash'];
}

it('names the container, labels it as Docker Compose does, and gives it its DNS names', () => {
  const spec = lower({
    labels: { team: 'blue' },
    networks: { default: { aliases: ['www', 'web'] } },
    depends_on: {
      ...needs('db', 'service_healthy', { restart: true }),
      ...needs('cache', 'service_started'),
    },
  });
  expect(spec.name).toBe('demo-web-1');
  expect(spec.labels).toEqual({
    team: 'blue',
    'com.docker.compose.project': 'demo',
    'com.docker.compose.service': 'web',
    'com.docker.compose.container-number': '1',
    'com.docker.compose.oneoff': 'False',
    'com.docker.compose.config-hash': expect.stringMatching(/^[0-9a-f]{64}$/),
    'com.docker.compose.project.working_dir': '/srv/demo',
    'com.docker.compose.project.config_files': '/srv/demo/stack.yml',
    'com.docker.compose.depends_on': 'cache:service_started:false,db:service_healthy:true',
  });
  expect(spec.networks).toEqual([{ network: 'demo_default', aliases: ['web', 'www', 'web.demo'] }]);
});

it('lets container_name rule over the derived name', () => {
  expect(lower({ container_name: 'front' }).name).toBe('front');
});

it('leaves to the image what the file does not say', () => {
  const spec = lower({});
  expect(spec).toMatchObject({ entrypoint: null, command: null, env: {}, healthcheck: null });
  expect(spec).not.toHaveProperty('user');
  expect(spec.restart).toEqual({ name: 'no', maxRetries: 0 });
  expect(spec.stopGraceMs).toBe(10_000);
});

it.each<[string, Partial<Service>]>([
  ['the image', { image: 'nginx:1.23' }],
  ['the command', { command: ['nginx'] }],
  ['an environment variable', { environment: { PORT: '81' } }],
  ['a user label', { labels: { team: 'red' } }],
  ['a network alias', { networks: { default: { aliases: ['www'] } } }],
  ['a port', { ports: [{ mode: 'ingress', target: 80, protocol: 'tcp' }] }],
  ['the health check', { healthcheck: { test: ['CMD', 'true'] } }],
  ['the container name', { container_name: 'front' }],
])('changes the hash with %s', (_, change) => {
  expect(hash(change)).not.toBe(hash({}));
});

it('keeps the hash when only dependencies, the place of the files or the order of keys change', () => {
  const web = service({ environment: { A: '1', B: '2' } });
  const moved = service({ environment: { B: '2', A: '1' }, depends_on: needs('db', 'service_started') });
  const hashOf = (one: Service, workingDir: string) =>
    lowerService(stack({ web: one }), { ...ORIGIN, workingDir }, 'web', one).template.spec.labels[
      'com.docker.compose.config-hash'
    ];
  expect(hashOf(moved, '/elsewhere')).toBe(hashOf(web, '/srv/demo'));
});

it('lowers every kind of mount', () => {
  const spec = lower({
    volumes: [
      { type: 'volume', source: 'data', target: '/data', volume: { nocopy: true } },
      { type: 'volume', target: '/scratch' },
      {
        type: 'bind',
        source: '/srv/demo/conf',
        target: '/conf',
        read_only: true,
        bind: { create_host_path: true },
      },
      { type: 'tmpfs', target: '/fast', tmpfs: { size: '67108864', mode: 448 } },
    ],
    tmpfs: ['/run', '/tmp:size=1m,mode=1777,noexec'],
  });
  expect(spec.mounts).toEqual([
    { type: 'volume', volume: 'demo_data', target: '/data', readOnly: false, noCopy: true },
    { type: 'volume', target: '/scratch', readOnly: false, noCopy: false },
    { type: 'bind', source: '/srv/demo/conf', target: '/conf', readOnly: true, createSource: true },
    { type: 'tmpfs', target: '/fast', size: 67_108_864, mode: 0o700, options: [] },
    { type: 'tmpfs', target: '/run', options: [] },
    { type: 'tmpfs', target: '/tmp', size: 1_048_576, mode: 0o1777, options: ['noexec'] },
  ]);
});

it('lowers ports, with ranges and without a host port', () => {
  const spec = lower({
    ports: [
      { mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' },
      { mode: 'ingress', target: 53, published: '5300-5310', protocol: 'udp', host_ip: '127.0.0.1' },
      { mode: 'ingress', target: 443, protocol: 'tcp' },
    ],
  });
  expect(spec.ports).toEqual([
    { hostIp: '0.0.0.0', hostPorts: [8080, 8080], containerPort: 80, protocol: 'tcp' },
    { hostIp: '127.0.0.1', hostPorts: [5300, 5310], containerPort: 53, protocol: 'udp' },
    { hostIp: '0.0.0.0', hostPorts: [0, 0], containerPort: 443, protocol: 'tcp' },
  ]);
});

it('lowers health checks to milliseconds, and both ways of switching them off', () => {
  const healthcheck = { test: ['CMD', 'true'], interval: '1m30s', timeout: '500ms', retries: 2 };
  expect(lower({ healthcheck }).healthcheck).toEqual({
    test: ['CMD', 'true'],
    intervalMs: 90_000,
    timeoutMs: 500,
    retries: 2,
  });
  expect(lower({ healthcheck: { disable: true } }).healthcheck).toBe('disabled');
  expect(lower({ healthcheck: { test: ['NONE'] } }).healthcheck).toBe('disabled');
});

it.each([
  ['always', { name: 'always', maxRetries: 0 }],
  ['on-failure', { name: 'on-failure', maxRetries: 0 }],
  ['on-failure:3', { name: 'on-failure', maxRetries: 3 }],
  ['unless-stopped', { name: 'unless-stopped', maxRetries: 0 }],
])('reads the restart policy %s', (restart, expected) => {
  expect(lower({ restart }).restart).toEqual(expected);
});

it.each([
  [{}, { name: 'always', maxRetries: 0 }],
  [{ condition: 'none' }, { name: 'no', maxRetries: 0 }],
  [
    { condition: 'any', delay: '0s' },
    { name: 'always', maxRetries: 0 },
  ],
  [
    { condition: 'on-failure', delay: '5s', max_attempts: 3, window: '2m' },
    { name: 'on-failure', maxRetries: 3, delayMs: 5_000, windowMs: 120_000 },
  ],
])('reads deploy.restart_policy %j, which comes before "restart"', (policy, expected) => {
  const deploy = { resources: {}, placement: {}, restart_policy: policy };
  expect(lower({ restart: 'unless-stopped', deploy }).restart).toEqual(expected);
});

it.each<[string, Partial<Service>]>([
  ['services.web.restart', { restart: 'sometimes' }],
  [
    'services.web.deploy.restart_policy.condition',
    { deploy: { resources: {}, placement: {}, restart_policy: { condition: 'sometimes' } } },
  ],
  ['services.web.restart', { restart: 'always:3' }],
  ['services.web.stop_grace_period', { stop_grace_period: 'soon' }],
  ['services.web.healthcheck.interval', { healthcheck: { interval: '5' } }],
  ['services.web.healthcheck.timeout', { healthcheck: { timeout: '100us' } }],
  ['services.web.healthcheck.start_interval', { healthcheck: { start_interval: '1s' } }],
  ['services.web.x-ready.tcp', { 'x-ready': { tcp: 0 } }],
  [
    'services.web.ports.0.published',
    { ports: [{ mode: 'ingress', target: 1, published: '9-8', protocol: 'tcp' }] },
  ],
  ['services.web.volumes.0', { volumes: [{ type: 'volume', source: 'none', target: '/x' }] }],
  ['services.web.tmpfs.0', { tmpfs: ['/x:size=big'] }],
  ['services.web.networks.back', { networks: { back: null } }],
])('refuses a bad value with its place: %s', (path, change) => {
  expect(() => lower(change)).toThrow(
    expect.objectContaining({ code: 'STACK_FILE_INVALID', message: expect.stringContaining(`${path}: `) }),
  );
});

it('a part of a volume is named by a path within it', () => {
  const mounts = (subpath: string) =>
    lowerService(
      stack(
        {
          web: service({ volumes: [{ type: 'volume', source: 'data', target: '/d', volume: { subpath } }] }),
        },
        { volumes: { data: { name: 'demo_data' } } },
      ),
      ORIGIN,
      'web',
      service({ volumes: [{ type: 'volume', source: 'data', target: '/d', volume: { subpath } }] }),
    ).template.spec.mounts;
  expect(mounts('a/b')).toMatchObject([{ volume: 'demo_data', subpath: 'a/b' }]);
  expect(mounts('')[0]).not.toHaveProperty('subpath');
  for (const wrong of ['/a', '../a', 'a/../b']) expect(() => mounts(wrong)).toThrow('not a path within');
});
