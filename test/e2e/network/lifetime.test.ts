import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { loadAddon } from '../../../src/native/load-addon.js';
import { firstPort, NetworkWorld } from './support/network-world.js';

const run = promisify(execFile);

it('keeps the address over stop and start, and gives it back when the container is forgotten', async () => {
  await using world = await NetworkWorld.create();
  await world.network('one');
  const first = await world.attach('a', ['one']);
  await world.driver.detach('a', { forget: false });
  await world.takeOver([]);
  const other = await world.attach('b', ['one']);
  expect(other.addresses.one).not.toBe(first.addresses.one);
  expect((await world.attach('a', ['one'])).addresses).toEqual(first.addresses);
  await world.driver.detach('a', { forget: true });
  await world.driver.detach('a', { forget: true });
  expect(world.driver.endpoint('a')).toBeUndefined();
  expect((await world.attach('c', ['one'])).addresses).toEqual(first.addresses);
});

it('names who holds a port, and undoes an attachment that fails of it wholly', async () => {
  await using world = await NetworkWorld.create();
  await world.network('one');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const before = await world.remains();
  try {
    await expect(world.attach('a', ['one'], [{ hostPorts: [port, port] }])).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`(pid ${process.pid})`),
    });
  } finally {
    server.close();
  }
  expect(await world.remains()).toEqual(before);
  const taken = firstPort((await world.attach('a', ['one'], [{}])).ports);
  await expect(world.attach('b', ['one'], [{ hostPorts: [taken, taken] }])).rejects.toThrow(
    `port ${taken}/tcp is already in use by container a`,
  );
});

it('refuses to remove a network in use, and one more time is as good as once', async () => {
  await using world = await NetworkWorld.create();
  await world.network('one');
  await world.attach('a', ['one']);
  await expect(world.driver.remove('one')).rejects.toThrow('network one is in use by a');
  await world.driver.detach('a', { forget: true });
  await world.driver.remove('one');
  await world.driver.remove('one');
  expect(await world.remains()).toEqual([]);
});

it('makes one network of requests that come at once, and never two of one subnet', async () => {
  await using world = await NetworkWorld.create();
  await using other = await NetworkWorld.create();
  const made = await Promise.all(
    [world, other].flatMap((engine) => ['x', 'x', 'y'].map((name) => engine.network(name))),
  );
  expect(new Set(made.map((network) => network.id)).size).toBe(4);
  expect(new Set(made.map((network) => network.subnet)).size).toBe(4);
  const [first] = made;
  await expect(other.network('z', { subnet: first?.subnet ?? '' })).rejects.toThrow(
    `overlaps ${first?.subnet} of interface ${first?.bridge}`,
  );
  await expect(world.network('z', { subnet: first?.subnet ?? '' })).rejects.toThrow('of network x');
});

it('is taken over by the next engine: what runs goes on, the rest is swept', async () => {
  await using world = await NetworkWorld.create();
  const network = await world.network('one');
  const a = await world.attach('a', ['one'], [{}]);
  await world.attach('b', ['one'], [{}]);
  await world.serve('a', a.netnsPath, 80);
  const mark = world.scope.slice(0, 4);
  await run('ip', ['link', 'add', `tsc${mark}-0000000`, 'type', 'bridge']);
  await run('ip', ['link', 'add', `tscv${mark}-000000`, 'type', 'veth']);
  await loadAddon().createNetns(join(world.root, 'run/netns/nobody'), []);
  await writeFile(join(world.root, 'run/netns/unmounted'), '');
  await writeFile(join(world.root, 'run/names/nobody'), '');

  await world.takeOver(['a']);
  expect(world.driver.endpoint('a')).toEqual(a);
  expect(world.driver.endpoint('b')).toBeUndefined();
  expect(await world.ask(undefined, 'tcp', '127.0.0.1', firstPort(a.ports))).toMatch(/^a /);
  expect(await readFile(a.nameTables[0] ?? '', 'utf8')).toBe(`@${a.addresses.one} a\na ${a.addresses.one}\n`);
  const remains = await world.remains();
  expect(remains.filter((line) => /^tscv/.test(line)).length).toBe(1);
  expect(remains.filter((line) => /^(tsc[^v]|run.n)/.test(line))).toEqual(
    [`run/names/${network.id}`, 'run/netns/a', network.bridge].sort(),
  );
});

it('makes anew what somebody else took away', async () => {
  await using world = await NetworkWorld.create();
  const { bridge } = await world.network('one');
  const a = await world.attach('a', ['one'], [{}]);
  await world.serve('a', a.netnsPath, 80);
  await run('nft', ['delete', 'table', 'inet', `tscompose-${world.scope}`]);
  const b = await world.attach('b', ['one'], [{}]);
  expect(await world.ask(undefined, 'tcp', '127.0.0.1', firstPort(a.ports))).toMatch(/^a /);
  await run('nft', ['flush', 'table', 'inet', `tscompose-${world.scope}`]);
  await run('ip', ['link', 'delete', bridge]);
  await world.takeOver(['a', 'b']);
  expect(await world.ask(undefined, 'tcp', '127.0.0.1', firstPort(a.ports))).toMatch(/^a /);
  expect(await world.ask(b.netnsPath, 'udp', a.addresses.one ?? '', 80)).toMatch(/^a /);
});

it('makes a bridge anew that was taken away while its engine lives, for the next container', async () => {
  await using world = await NetworkWorld.create();
  const { bridge } = await world.network('one');
  await world.attach('a', ['one'], []);
  await run('ip', ['link', 'delete', bridge]);
  const b = await world.attach('b', ['one'], [{}]);
  const c = await world.attach('c', ['one'], []);
  await world.serve('b', b.netnsPath, 80);
  expect(await world.ask(c.netnsPath, 'tcp', b.addresses.one ?? '', 80)).toMatch(/^b /);
});
