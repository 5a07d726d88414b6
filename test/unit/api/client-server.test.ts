import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer as createHttpServer, request } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../../src/api/client.js';
import { HttpCaller } from '../../../src/api/http-call.js';
import { type Listening, listen } from '../../../src/api/listen.js';
import { logItems } from '../../../src/api/log-items.js';
import type { EngineClient } from '../../../src/api/messages.js';
import { createApp } from '../../../src/api/server.js';
import { TscomposeError } from '../../../src/base/errors.js';
import type { LogsRequest, StackLogPart, UpRequest } from '../../../src/spec/operations.js';
import { logPart } from '../support/log-lines.js';
import { fakeService } from './fake-service.js';

const open: { directory: string; listening: Listening }[] = [];

afterEach(async () => {
  for (const { directory, listening } of open.splice(0)) {
    await listening.close();
    rmSync(directory, { recursive: true, force: true });
  }
});

async function serve(methods: Partial<EngineClient>): Promise<{ client: EngineClient; socket: string }> {
  const socket = join(mkdtempSync(join(tmpdir(), 'tsc-api-')), 'engine.sock');
  await serveAt(socket, methods);
  return { client: createClient(socket), socket };
}

async function serveAt(socket: string, methods: Partial<EngineClient> = {}): Promise<void> {
  const listening = await listen(createApp(fakeService(methods)), socket);
  open.push({ directory: dirname(socket), listening });
}

const upRequest: UpRequest = {
  stack: { name: 'demo', services: {}, networks: {}, volumes: {} },
  origin: { workingDir: '/w', configFiles: ['/w/stack.yml'] },
  services: [],
  wait: false,
  removeOrphans: false,
};
const logsRequest: LogsRequest = { services: [], follow: true };
const never = new AbortController().signal;

async function connectTo(socket: string): Promise<{ caller: HttpCaller; client: EngineClient }> {
  const caller = new HttpCaller(socket);
  await caller.reach();
  return { caller, client: createClient(socket, caller) };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** An engine that is being killed: it lets a client connect, and goes when it is spoken to. */
async function dyingEngine(): Promise<{ socket: string; server: Server }> {
  const socket = join(mkdtempSync(join(tmpdir(), 'tsc-api-')), 'engine.sock');
  const server = createServer((connection) => connection.once('data', () => connection.destroy()));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return { socket, server };
}

describe('the way to the engine', () => {
  it('leads to the next one when that which was reached ends before it hears the first call', async () => {
    const { socket, server } = await dyingEngine();
    const caller = new HttpCaller(socket, async () => {
      await new Promise((resolve) => server.close(resolve));
      await serveAt(socket, { ps: async () => [] });
    });
    await caller.reach();
    expect(await createClient(socket, caller).ps('demo')).toEqual([]);
  });

  it('ends there for calls that may have done their work, and for later ones', async () => {
    const { socket, server } = await dyingEngine();
    const revived = vi.fn(async () => {});
    const caller = new HttpCaller(socket, revived);
    const client = createClient(socket, caller);
    await caller.reach();
    await expect(client.tagImage({ source: 'a', target: 'b' })).rejects.toThrow('cannot be reached');
    await expect(client.ps('demo')).rejects.toThrow('cannot be reached');
    expect(revived).not.toHaveBeenCalled();
    server.close();
    rmSync(dirname(socket), { recursive: true });
  });

  it('is found by a connection that the first call uses', async () => {
    const { socket } = await serve({});
    const { client } = await connectTo(socket);
    rmSync(socket);
    expect((await client.status()).root).toBe('/r');
    await expect(client.status()).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });

  it('is another one when no call came for a while', async () => {
    const { socket } = await serve({});
    const { client } = await connectTo(socket);
    await vi.waitUntil(() => open[0]?.listening.withdraw());
    await serveAt(socket);
    expect((await client.status()).root).toBe('/r');
  });

  it('stays when an engine that wants to end has a connection, and goes when it has none', async () => {
    const { socket } = await serve({});
    const { client } = await connectTo(socket);
    expect(await open[0]?.listening.withdraw()).toBe(false);
    expect((await client.status()).root).toBe('/r');
    await vi.waitUntil(() => open[0]?.listening.withdraw());
    await expect(connectTo(socket)).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      details: { errno: 'ENOENT' },
    });
  });
});

describe('the API', () => {
  it('carries a document and its socket belongs to the owner alone', async () => {
    const { client, socket } = await serve({});
    expect((await client.status()).root).toBe('/r');
    expect(statSync(socket).mode & 0o777).toBe(0o600);
  });

  it('carries the events of an operation in order and the name of its stack', async () => {
    const { client } = await serve({
      async *up(name, request) {
        yield { type: 'step', id: name, state: 'working', text: 'Creating' };
        yield { type: 'warning', message: request.origin.workingDir };
        yield { type: 'result', changed: true };
      },
    });
    expect(await collect(client.up('dé mo/1', upRequest, never))).toEqual([
      { type: 'step', id: 'dé mo/1', state: 'working', text: 'Creating' },
      { type: 'warning', message: '/w' },
      { type: 'result', changed: true },
    ]);
  });

  it('turns an error thrown by an operation into its last event, with code and hint', async () => {
    const { client } = await serve({
      // biome-ignore lint/correctness/useYield: it fails before its first event
      async *up() {
        throw new TscomposeError('STACK_BUSY', 'busy', { hint: 'wait', exitCode: 3 });
      },
    });
    expect(await collect(client.up('demo', upRequest, never))).toEqual([
      { type: 'error', error: { code: 'STACK_BUSY', message: 'busy', hint: 'wait', exitCode: 3 } },
    ]);
  });

  it('throws what a document route threw, whole', async () => {
    const { client } = await serve({
      execTarget: async () => {
        throw new TscomposeError('CONTAINER_NOT_RUNNING', 'not running', { path: ['services', 'web'] });
      },
    });
    await expect(client.execTarget('demo', { service: 'web', index: 1 })).rejects.toMatchObject({
      code: 'CONTAINER_NOT_RUNNING',
      details: { path: ['services', 'web'] },
    });
  });

  it('aborts the operation in the engine when the client interrupts it', async () => {
    let aborted: () => void = () => {};
    const gone = new Promise<void>((resolve) => {
      aborted = resolve;
    });
    const { client } = await serve({
      async *logs(_name, _request, signal): AsyncGenerator<StackLogPart> {
        yield { type: 'exited', container: 'c', service: 's', index: 1, exitCode: 0, restarting: false };
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        aborted();
      },
    });
    const controller = new AbortController();
    const items = client.logs('demo', logsRequest, controller.signal)[Symbol.asyncIterator]();
    expect((await items.next()).value).toMatchObject({ type: 'exited' });
    controller.abort();
    await expect(items.next()).rejects.toMatchObject({ code: 'CANCELLED' });
    await gone;
  });

  it('carries a long log whole and in order', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`);
    const long = `${'x'.repeat(1_000_000)}\n`;
    const origin = { container: 'c', service: 'é', index: 1 };
    const { client } = await serve({
      async *logs(): AsyncGenerator<StackLogPart> {
        for (const log of lines) yield logPart(origin, { log });
        yield logPart(origin, { log: long });
      },
    });
    const items = await collect(logItems(client.logs('demo', logsRequest, never)));
    expect(items).toHaveLength(lines.length + 1);
    expect(items.map((item) => (item.type === 'log' ? item.log : ''))).toEqual([...lines, long]);
    expect(items.at(-1)).toMatchObject({ ...origin, type: 'log', stream: 'stdout' });
  });

  it('says where a request does not fit', async () => {
    const { client } = await serve({});
    const bad = { ...upRequest, wait: 'yes' } as unknown as UpRequest;
    expect(await collect(client.up('demo', bad, never))).toMatchObject([
      { type: 'error', error: { code: 'USAGE', message: 'bad request to up: wait must be true or false' } },
    ]);
  });

  it('refuses a client of another version with a message', async () => {
    const { socket } = await serve({});
    const statusOf = (path: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        request({ socketPath: socket, path, headers: { 'tscompose-api': '999' } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await statusOf('/v1/stacks/demo/containers')).toBe(426);
    expect(await statusOf('/v1/status')).toBe(200);
  });

  it('can look at and stop an engine of another version, and nothing else', async () => {
    const asked: (string | undefined)[] = [];
    const socket = join(mkdtempSync(join(tmpdir(), 'tsc-api-')), 'other.sock');
    const other = createHttpServer((incoming, outgoing) => {
      asked.push(incoming.url);
      outgoing.setHeader('tscompose-api', '999');
      outgoing.end(JSON.stringify({ version: '9.9.9' }));
    }).listen(socket);
    await once(other, 'listening');
    const client = createClient(socket);
    expect(await client.status()).toMatchObject({ version: '9.9.9' });
    await expect(client.ps('demo')).rejects.toMatchObject({
      code: 'ENGINE_VERSION',
      details: { hint: expect.stringContaining('tscompose engine stop') },
    });
    expect(asked).toEqual(['/v1/status', '/v1/stacks/demo/containers']);
    other.close();
    rmSync(dirname(socket), { recursive: true });
  });

  it('says that no engine listens', async () => {
    await expect(createClient('/nonexistent/engine.sock').status()).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      details: { errno: 'ENOENT' },
    });
  });
});
