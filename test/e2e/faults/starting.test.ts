import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { psRow } from '../support/containers.js';
import { Sandbox } from '../support/sandbox.js';

function service(...lines: string[]): string {
  return [
    'services:',
    '  web:',
    '    image: tscompose/hello',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');
}

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

it.each([
  [
    'is not in the image',
    'entrypoint: [/no/such/program]',
    127,
    /"\/no\/such\/program" of \S+-web-1 is not in its image/,
  ],
  ['is not in the PATH', 'entrypoint: [program]', 127, /"program" of \S+-web-1 is not in its image/],
  ['is a directory', 'entrypoint: [/etc]', 126, /"\/etc" of \S+-web-1 cannot be executed/],
  ['is no program', 'entrypoint: [/etc/hosts]', 126, /"\/etc\/hosts" of \S+-web-1 cannot be executed/],
])('ends with Docker’s exit code when the command %s', async (_, key, exitCode, message) => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(service(key));
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(exitCode);
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/compose\.yaml:4:5: /);
  expect(await psRow(sandbox, 'web')).toMatchObject({ State: 'exited', ExitCode: exitCode });
  // What is corrected goes on from there.
  await sandbox.stack(service('command: [serve]'));
  await sandbox.ok(['up', '-d']);
  await sandbox.ok(['down', '-t', '0']);
});

it('does not restart what cannot be started', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(service('entrypoint: [/no/such/program]', 'restart: always'));
  expect((await sandbox.run(['up', '-d'])).code).toBe(127);
  await sandbox.ok(['down']);
});

it('names the process that has a port already', async () => {
  await using sandbox = await Sandbox.create();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await sandbox.stack(service('command: [serve]', `ports: ["127.0.0.1:${port}:80"]`));
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    new RegExp(
      `compose\\.yaml:5:5: port 127\\.0\\.0\\.1:${port}/tcp is already in use by \\S+ \\(pid ${process.pid}\\)`,
    ),
  );
  server.close();
  await once(server, 'close');
  await sandbox.ok(['up', '-d']);
});

it('names the process that has a UDP port already', async () => {
  await using sandbox = await Sandbox.create();
  const socket = createSocket('udp4').bind(0, '0.0.0.0');
  await once(socket, 'listening');
  const { port } = socket.address();
  await sandbox.stack(service('command: [udp-echo]', `ports: ["${port}:7/udp"]`));
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toMatch(new RegExp(`port ${port}/udp is already in use by \\S+ \\(pid ${process.pid}\\)`));
  socket.close();
});

it('names the container of another stack that has a port already', async () => {
  await using sandbox = await Sandbox.create();
  const port = await freePort();
  await sandbox.stack(service('command: [serve]', `ports: ["127.0.0.1:${port}:80"]`));
  await sandbox.ok(['-p', 'first', 'up', '-d']);
  const { code, stderr } = await sandbox.run(['-p', 'second', 'up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toContain(`port 127.0.0.1:${port}/tcp is already in use by container first-web-1`);
  await sandbox.ok(['-p', 'first', 'down', '-t', '0']);
  await sandbox.ok(['-p', 'second', 'up', '-d']);
});

it('sees ports that another engine has', async () => {
  await using one = await Sandbox.create();
  await using other = await Sandbox.create();
  const port = await freePort();
  for (const sandbox of [one, other]) {
    await sandbox.stack(service('command: [serve]', `ports: ["127.0.0.1:${port}:80"]`));
  }
  await one.ok(['-p', 'first', 'up', '-d']);
  const { code, stderr } = await other.run(['-p', 'second', 'up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toContain(`port 127.0.0.1:${port}/tcp is already in use by`);
});

it('shows which bind source is missing', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(
    service(
      'command: [serve]',
      'volumes:',
      '  - ./there:/there',
      '  - {type: bind, source: ./missing, target: /data}',
    ),
  );
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /compose\.yaml:7:\d+: \S+\/missing, to be mounted on \/data of \S+-web-1, does not exist/,
  );
  await sandbox.write('missing/file', 'now it is there');
  await sandbox.ok(['up', '-d']);
  expect((await sandbox.ok(['exec', '-T', 'web', '/hello', 'cat', '/data/file'])).stdout).toBe(
    'now it is there',
  );
});

it('refuses a user and a working directory that cannot be, and says so', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(service('command: [serve]', 'user: nobody-of-this-name'));
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toContain('nobody-of-this-name');
});
