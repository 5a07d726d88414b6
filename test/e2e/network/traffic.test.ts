import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { firstPort, NetworkWorld, type Protocol } from './support/network-world.js';

const run = promisify(execFile);
const PROTOCOLS: readonly Protocol[] = ['tcp', 'udp'];

it('lets containers of one network talk, and nobody else', async () => {
  await using world = await NetworkWorld.create();
  await world.network('one');
  await world.network('two');
  const a = await world.attach('a', ['one']);
  const b = await world.attach('b', ['one']);
  const c = await world.attach('c', ['two']);
  const both = await world.attach('both', ['one', 'two']);
  await world.serve('a', a.netnsPath, 80);
  const address = a.addresses.one ?? '';
  for (const protocol of PROTOCOLS) {
    expect(await world.ask(b.netnsPath, protocol, address, 80)).toBe(`a ${b.addresses.one}`);
    expect(await world.ask(both.netnsPath, protocol, address, 80)).toBe(`a ${both.addresses.one}`);
    expect(await world.ask(c.netnsPath, protocol, address, 80)).toBe('none');
    expect(await world.ask(undefined, protocol, address, 80)).toMatch(/^a 172\./);
  }
});

it('goes outside under an address of the machine, but not from internal networks', async () => {
  await using world = await NetworkWorld.create();
  await world.network('open');
  await world.network('closed', { internal: true });
  const open = await world.attach('open', ['open', 'closed']);
  const closed = await world.attach('closed', ['closed']);
  const outside = await world.outside();
  await world.serve('outside', outside.netnsPath, 8080);
  await world.serve('inside', open.netnsPath, 80);
  for (const protocol of PROTOCOLS) {
    expect(await world.ask(open.netnsPath, protocol, outside.address, 8080)).toBe(
      `outside ${outside.machine}`,
    );
    expect(await world.ask(closed.netnsPath, protocol, outside.address, 8080)).toBe('none');
    expect(await world.ask(closed.netnsPath, protocol, open.addresses.closed ?? '', 80)).toBe(
      `inside ${closed.addresses.closed}`,
    );
    // Who knows an address of a container must not get in by it.
    expect(await world.ask(outside.netnsPath, protocol, open.addresses.open ?? '', 80)).toBe('none');
  }
});

it('publishes ports on every address of the machine, for everybody', async () => {
  await using world = await NetworkWorld.create();
  await world.network('one');
  const { gateway } = await world.network('two');
  const web = await world.attach('web', ['one'], [{ protocol: 'tcp' }, { protocol: 'udp' }]);
  const neighbour = await world.attach('neighbour', ['one']);
  const stranger = await world.attach('stranger', ['two']);
  const outside = await world.outside();
  await world.serve('web', web.netnsPath, 80);
  for (const protocol of PROTOCOLS) {
    const port = web.ports.find((bound) => bound.protocol === protocol)?.hostPort ?? 0;
    expect(await world.ask(undefined, protocol, '127.0.0.1', port)).toMatch(/^web /);
    expect(await world.ask(undefined, protocol, outside.machine, port)).toMatch(/^web /);
    expect(await world.ask(outside.netnsPath, protocol, outside.machine, port)).toBe(
      `web ${outside.address}`,
    );
    expect(await world.ask(stranger.netnsPath, protocol, gateway, port)).toMatch(/^web /);
    expect(await world.ask(neighbour.netnsPath, protocol, outside.machine, port)).toMatch(/^web /);
    expect(await world.ask(web.netnsPath, protocol, outside.machine, port)).toMatch(/^web /);
  }
});

it('keeps what is published on 127.0.0.1 to the machine itself', async () => {
  await using world = await NetworkWorld.create();
  await world.network('one');
  const web = await world.attach('web', ['one'], [{ hostIp: '127.0.0.1' }]);
  const neighbour = await world.attach('neighbour', ['one']);
  const outside = await world.outside();
  await world.serve('web', web.netnsPath, 80);
  const port = firstPort(web.ports);
  expect(await world.ask(undefined, 'tcp', '127.0.0.1', port)).toMatch(/^web /);
  expect(await world.ask(undefined, 'tcp', outside.machine, port)).toBe('none');
  expect(await world.ask(outside.netnsPath, 'tcp', outside.machine, port)).toBe('none');
  expect(await world.ask(neighbour.netnsPath, 'tcp', outside.machine, port)).toBe('none');
});

it('keeps the loopback of the machine from containers that send there on purpose', async () => {
  await using world = await NetworkWorld.create();
  const { gateway } = await world.network('one');
  const container = await world.attach('container', ['one']);
  await world.serve('machine', undefined, 18999, '127.0.0.1');
  const within = ['netns', container.netnsPath] as const;
  const ns = (...args: string[]) => run('nsenter', [`--net=${within[1]}`, ...args]);
  await ns('ip', 'address', 'delete', '127.0.0.1/8', 'dev', 'lo');
  await ns('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/conf/eth0/route_localnet');
  await ns('ip', 'route', 'flush', 'table', 'local', '127.0.0.0/8');
  await ns('ip', 'route', 'add', '127.0.0.0/8', 'via', gateway);
  expect(await world.ask(container.netnsPath, 'tcp', '127.0.0.1', 18999)).toBe('none');
});

it('leads 127.0.0.11:53 to the resolver and leaves port 53 to the container', async () => {
  await using world = await NetworkWorld.create();
  await world.network('one');
  const { netnsPath, dnsPort, addresses } = await world.attach('a', ['one']);
  await world.serve('resolver', netnsPath, dnsPort, '127.0.0.11');
  await world.serve('own', netnsPath, 53);
  for (const protocol of PROTOCOLS) {
    expect(await world.ask(netnsPath, protocol, '127.0.0.11', 53)).toMatch(/^resolver /);
    expect(await world.ask(netnsPath, protocol, addresses.one ?? '', 53)).toMatch(/^own /);
  }
});
