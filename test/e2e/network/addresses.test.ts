import { afterAll, beforeAll, expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await Sandbox.create();
  await sandbox.stack(`
name: places
services:
  fixed:
    image: tscompose/hello
    command: [serve, --text, fixed]
    networks: {chosen: {ipv4_address: 10.231.79.77, mac_address: "02:00:5e:00:00:77"}}
  other: {image: tscompose/hello, command: [sleep], networks: [chosen], mac_address: "02:00:5e:00:00:78"}
networks: {chosen: {ipam: {config: [{subnet: 10.231.79.0/24}]}}}
`);
  await sandbox.ok(['up', '-d']);
});

afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

const inside = async (service: string, ...command: string[]) =>
  (await sandbox.ok(['exec', '-T', service, '/hello', ...command])).stdout;

it('a service has the addresses that it asks for, and is reached there', async () => {
  expect(await inside('other', 'dns', 'fixed')).toBe('10.231.79.77\n');
  expect(await inside('other', 'get', 'http://10.231.79.77/')).toContain('fixed');
  expect(await inside('fixed', 'cat', '/sys/class/net/eth0/address')).toBe('02:00:5e:00:00:77\n');
  expect(await inside('other', 'cat', '/sys/class/net/eth0/address')).toBe('02:00:5e:00:00:78\n');
});

it('it keeps them when it is made anew, and the plan tells when they change', async () => {
  await sandbox.ok(['up', '-d', '--force-recreate', '-t', '0']);
  expect(await inside('other', 'dns', 'fixed')).toBe('10.231.79.77\n');
  await sandbox.write(
    'override.yaml',
    'services: {fixed: {networks: {chosen: {ipv4_address: 10.231.79.78}}}}\n',
  );
  const files = ['-f', 'compose.yaml', '-f', 'override.yaml'];
  const { stdout } = await sandbox.run([...files, 'plan', 'fixed']);
  expect(stdout).toContain('networks.places_chosen.ipv4_address: 10.231.79.77 → 10.231.79.78');
  await sandbox.ok([...files, 'up', '-d', '-t', '0']);
  expect(await inside('other', 'dns', 'fixed')).toBe('10.231.79.78\n');
});

it('an address that another has is refused, by name; flags and inspect have the words of Docker', async () => {
  const run = (name: string, ...flags: string[]) =>
    sandbox.run([
      'container',
      'run',
      '-d',
      '--name',
      name,
      '--network',
      'places_chosen',
      ...flags,
      'tscompose/hello',
      'sleep',
    ]);
  const taken = await run('one', '--ip', '10.231.79.78');
  expect([taken.code, taken.stderr]).toEqual([
    125,
    expect.stringContaining('10.231.79.78 is in use by places-fixed-1'),
  ]);
  await sandbox.ok(['container', 'rm', '-f', 'one']);
  expect((await run('two', '--ip', '10.231.79.90', '--mac-address', '02-00-5E-00-00-90')).code).toBe(0);
  const { stdout } = await sandbox.ok(['container', 'inspect', 'two']);
  expect(JSON.parse(stdout)[0].NetworkSettings.Networks.places_chosen).toMatchObject({
    IPAMConfig: { IPv4Address: '10.231.79.90' },
    IPAddress: '10.231.79.90',
    MacAddress: '02:00:5e:00:00:90',
  });
  await sandbox.ok(['container', 'rm', '-f', 'two']);
});
