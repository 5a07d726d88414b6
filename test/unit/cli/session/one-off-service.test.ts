import { expect, test } from 'vitest';
import type { RunFlags } from '../../../../src/cli/run-flags.js';
import { oneOffMounts } from '../../../../src/cli/session/one-off-mounts.js';
import { oneOffService } from '../../../../src/cli/session/one-off-service.js';
import type { Service } from '../../../../src/model/service.js';
import { DEMO } from '../support/samples.js';

const FLAGS: RunFlags = {
  env: [],
  envFromFile: [],
  interactive: true,
  label: [],
  TTY: true,
  deps: true,
  publish: [],
  volume: [],
  capAdd: [],
  capDrop: [],
};

const WEB: Service = {
  image: 'nginx',
  command: ['serve'],
  entrypoint: ['/start'],
  container_name: 'fixed',
  restart: 'always',
  scale: 3,
  environment: { A: '1', B: '2' },
  labels: { role: 'front' },
  ports: [{ mode: 'ingress', target: 80, published: '8080', protocol: 'tcp' }],
};

function made(flags: Partial<RunFlags>, args: readonly string[] = []): Service {
  const lookup = (name: string) => ({ B: 'caller' })[name];
  return oneOffService(WEB, args, { ...FLAGS, ...flags }, lookup);
}

test('it is as the service, without name, number, restarts and published ports', () => {
  expect(made({})).toEqual({
    image: 'nginx',
    command: ['serve'],
    entrypoint: ['/start'],
    environment: { A: '1', B: '2' },
    labels: { role: 'front' },
    ports: [],
  });
});

test('flags go before what the file says', () => {
  expect(
    made(
      { env: ['A=x=y', 'B', 'C'], label: ['role=', 'new=1'], user: '7', workdir: '/w', servicePorts: true },
      ['sh'],
    ),
  ).toMatchObject({
    command: ['sh'],
    entrypoint: ['/start'],
    environment: { A: 'x=y', B: 'caller' },
    labels: { role: '', new: '1' },
    user: '7',
    working_dir: '/w',
    ports: WEB.ports,
  });
  expect(made({ env: ['C'] }).environment).not.toHaveProperty('C');
});

test("another entrypoint is not given the service's command", () => {
  expect(made({ entrypoint: "sh -c 'a b'" })).toMatchObject({ entrypoint: ['sh', '-c', 'a b'], command: [] });
  expect(made({ entrypoint: '' })).toMatchObject({ entrypoint: [], command: [] });
  expect(made({ entrypoint: 'sh' }, ['x'])).toMatchObject({ entrypoint: ['sh'], command: ['x'] });
  expect(() => made({ entrypoint: "'" })).toThrow('invalid argument "\'" for "--entrypoint" flag');
});

test.each([
  ['8080:80', [{ target: 80, published: '8080' }]],
  ['80/udp', [{ target: 80, protocol: 'udp' }]],
  [
    '127.0.0.1:8000-8001:80-81',
    [
      { target: 80, published: '8000', host_ip: '127.0.0.1' },
      { target: 81, published: '8001' },
    ],
  ],
  ['8000-8010:80', [{ target: 80, published: '8000-8010' }]],
])('-p %s', (text, ports) => {
  expect(made({ publish: [text] }).ports).toMatchObject(ports);
});

test('a port that is none is refused', () => {
  expect(() => made({ publish: ['x:80'] })).toThrow('invalid argument "x:80" for "-p, --publish" flag');
});

test.each([
  ['data:/d', { type: 'volume', volume: 'demo_data', target: '/d', readOnly: false }],
  ['other:/d:ro', { type: 'volume', volume: 'other', target: '/d', readOnly: true }],
  ['/anonymous', { type: 'volume', target: '/anonymous' }],
  ['./here:/d', { type: 'bind', source: '/work-dir/here', target: '/d', createSource: true }],
  ['~/there:/d', { type: 'bind', source: '/home/me/there', target: '/d' }],
])('-v %s', (text, mount) => {
  expect(oneOffMounts([text], DEMO, { from: '/work-dir', home: '/home/me' })).toMatchObject([mount]);
});

test.each(['a:b', 'a::b', '/x:/y:zz'])('-v %s is refused', (text) => {
  expect(() => oneOffMounts([text], DEMO, { from: '/', home: undefined })).toThrow(
    `invalid argument "${text}" for "-v, --volume" flag`,
  );
});
