import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Misbehaviour, SmallRegistry } from '../image/support/small-registry.js';
import { type TestImage, testImage } from '../image/support/test-image.js';
import { psRow } from '../support/containers.js';
import { helloProgram } from '../support/hello-program.js';
import { Sandbox } from '../support/sandbox.js';

let registry: SmallRegistry;
let image: TestImage;
beforeEach(async () => {
  registry = await SmallRegistry.start();
  image = await testImage([[{ name: 'hello', mode: 0o755, content: await helloProgram() }]], {
    Entrypoint: ['/hello'],
    Cmd: ['serve'],
  });
  registry.add('app', '1', image);
});
afterEach(() => registry.stop());

async function sandboxOf(reference: string): Promise<Sandbox> {
  const sandbox = await Sandbox.create();
  await sandbox.stack(`services: {web: {image: "${reference}"}}`);
  return sandbox;
}

const layer = () => image.layers[0]?.digest ?? '';

function forLayer(misbehave: Misbehaviour): Misbehaviour {
  return (request, response) => request.url?.endsWith(layer()) === true && misbehave(request, response);
}

it.each<[string, Misbehaviour, string]>([
  [
    'breaks a layer off',
    (_, response) => {
      response.writeHead(200, { 'content-length': 1_000_000 });
      response.write(Buffer.alloc(1000), () => response.destroy());
      return true;
    },
    'the connection',
  ],
  [
    'sends a layer that is too short',
    (_, response) => {
      response.writeHead(200).end(Buffer.alloc(1000));
      return true;
    },
    'sha256:',
  ],
  [
    'sends other bytes than it says',
    (_, response) => {
      const { size = 0 } = image.layers[0] ?? {};
      response.writeHead(200, { 'content-length': size }).end(Buffer.alloc(size));
      return true;
    },
    'sha256:',
  ],
  [
    'is ill',
    (_, response) => {
      response.writeHead(500).end('ill');
      return true;
    },
    'status 500',
  ],
])('goes on once the registry is well that %s', async (_, misbehave, message) => {
  await using sandbox = await sandboxOf(`${registry.host}/app:1`);
  registry.misbehave = forLayer(misbehave);
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr.split('\n').slice(-4).join('\n')).toContain(registry.host);
  expect(stderr).toContain(message);
  registry.misbehave = () => false;
  await sandbox.ok(['up', '-d']);
  expect(await psRow(sandbox, 'web')).toMatchObject({ State: 'running' });
});

it('says that the registry refuses the connection, and downs what the failed up made', async () => {
  await using sandbox = await sandboxOf(`${registry.host}/app:1`);
  const { host } = registry;
  await registry.stop();
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toContain(`registry ${host}: the connection is refused`);
  await sandbox.ok(['down']);
});

it('says that the registry has no such image', async () => {
  await using sandbox = await sandboxOf(`${registry.host}/app:nonesuch`);
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toContain(`the registry ${registry.host} has no image ${registry.host}/app:nonesuch`);
});

it('says what is wrong with a reference', async () => {
  await using sandbox = await sandboxOf('Not/An:Image:Reference');
  const { code, stderr } = await sandbox.run(['up', '-d']);
  expect(code).toBe(1);
  expect(stderr).toContain('Not/An:Image:Reference');
});

it('gives up a stalled pull at Ctrl-C', async () => {
  await using sandbox = await sandboxOf(`${registry.host}/app:1`);
  let stalled: () => void = () => {};
  const stalls = new Promise<void>((resolve) => {
    stalled = resolve;
  });
  registry.misbehave = forLayer((_, response) => {
    response.writeHead(200, { 'content-length': image.layers[0]?.size });
    response.write(image.layers[0]?.content.subarray(0, 1000), stalled);
    return true;
  });
  const up = sandbox.start(['up', '-d']);
  await stalls;
  up.child.kill('SIGINT');
  expect(await up.ended).toMatchObject({ code: 130 });
  registry.misbehave = () => false;
  await sandbox.ok(['up', '-d']);
});

it('finishes a pull with the next engine when this one is killed', async () => {
  await using sandbox = await sandboxOf(`${registry.host}/app:1`);
  const asked = new Promise<void>((resolve) => {
    registry.misbehave = forLayer((_, response) => {
      response.writeHead(200, { 'content-length': image.layers[0]?.size });
      response.write(image.layers[0]?.content.subarray(0, 1000), () => resolve());
      return true;
    });
  });
  const up = sandbox.start(['up', '-d']);
  await asked;
  process.kill((await sandbox.enginePid()) ?? 0, 'SIGKILL');
  const { code, stderr } = await up.ended;
  expect(code).toBe(1);
  expect(stderr).toContain('engine');
  registry.misbehave = () => false;
  await sandbox.ok(['up', '-d']);
});

it.each([
  ['that is not there', undefined, 'nothing.tar'],
  ['that is no archive', 'neither tar nor directory', 'nothing.tar'],
  ['that is empty', '', 'nothing.tar'],
])('refuses to load a file %s', async (_, content, message) => {
  await using sandbox = await Sandbox.create();
  if (content !== undefined) await sandbox.write('nothing.tar', content);
  const { code, stderr } = await sandbox.run(['load', '-i', 'nothing.tar']);
  expect(code).toBe(1);
  expect(stderr).toContain(message);
});

it('refuses standard input that is no archive', async () => {
  await using sandbox = await Sandbox.create();
  const { code, stderr } = await sandbox.run(['load'], { input: 'no archive either' });
  expect(code).toBe(1);
  expect(stderr).not.toBe('');
});
