import { expect, it } from 'vitest';
import { lowerStack } from '../../../src/lowering/lower-stack.js';
import { needs, ORIGIN, service, stack } from './stacks.js';

const FILE = stack(
  {
    web: service({ depends_on: needs('api', 'service_started'), networks: { front: null } }),
    api: service({
      networks: { front: null, back: null },
      volumes: [{ type: 'volume', source: 'data', target: '/data' }],
    }),
    job: service({ networks: { shared: null } }),
  },
  {
    networks: {
      front: { name: 'demo_front', ipam: {} },
      back: { name: 'demo_back', internal: true, ipam: { config: [{ subnet: '10.9.0.0/24' }] } },
      shared: { name: 'shared', external: true, ipam: {} },
    },
    volumes: { data: { name: 'demo_data', labels: { keep: 'yes' } }, unused: { name: 'demo_unused' } },
  },
);

it('takes all services and only what they use', () => {
  const desired = lowerStack(FILE, ORIGIN, []);
  expect([...desired.services.keys()]).toEqual(['api', 'job', 'web']);
  expect(desired.networks.map(({ key, external }) => [key, external])).toEqual([
    ['back', false],
    ['front', false],
    ['shared', true],
  ]);
  expect(desired.volumes.map(({ key }) => key)).toEqual(['data']);
});

it('takes selected services with what they depend on, and still knows the others', () => {
  const desired = lowerStack(FILE, ORIGIN, ['web']);
  expect([...desired.services.keys()]).toEqual(['api', 'web']);
  expect([...desired.knownServices]).toEqual(['web', 'api', 'job']);
  const { knownServices } = lowerStack(FILE, { ...ORIGIN, disabledServices: ['debug'] }, []);
  expect(knownServices.has('debug')).toBe(true);
  expect(desired.networks.map(({ key }) => key)).toEqual(['back', 'front']);
});

it('labels networks and volumes, but for external ones', () => {
  const { networks, volumes } = lowerStack(FILE, ORIGIN, []);
  expect(networks[0]?.spec).toEqual({
    name: 'demo_back',
    internal: true,
    subnet: '10.9.0.0/24',
    labels: {
      'com.docker.compose.project': 'demo',
      'com.docker.compose.network': 'back',
      'com.docker.compose.config-hash': expect.any(String),
    },
  });
  expect(networks[2]?.spec).toEqual({ name: 'shared', labels: {}, internal: false });
  expect(volumes[0]?.spec.labels).toMatchObject({ keep: 'yes', 'com.docker.compose.volume': 'data' });
});

it('refuses a service that the file does not have', () => {
  expect(() => lowerStack(FILE, ORIGIN, ['constructor'])).toThrow('no such service: constructor');
});

it('refuses drivers that there are not', () => {
  const file = stack(
    { web: service() },
    { networks: { default: { name: 'n', driver: 'overlay', ipam: {} } } },
  );
  expect(() => lowerStack(file, ORIGIN, [])).toThrow(
    'networks.default.driver: the driver "overlay" is not supported',
  );
});
