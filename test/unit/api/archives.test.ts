import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createClient } from '../../../src/api/client.js';
import { type Listening, listen } from '../../../src/api/listen.js';
import type { EngineClient } from '../../../src/api/messages.js';
import { createApp } from '../../../src/api/server.js';
import { TscomposeError } from '../../../src/base/errors.js';
import { operationStream } from '../../../src/orchestrator/operation-stream.js';
import type { ImageInfo } from '../../../src/spec/objects.js';
import type { LoadEvent } from '../../../src/spec/operations.js';
import { fakeService } from './fake-service.js';

const open: { directory: string; listening: Listening }[] = [];

afterEach(async () => {
  for (const { directory, listening } of open.splice(0)) {
    await listening.close();
    rmSync(directory, { recursive: true });
  }
});

async function serve(methods: Partial<EngineClient>): Promise<EngineClient> {
  const directory = mkdtempSync(join(tmpdir(), 'tsc-api-'));
  const socket = join(directory, 'engine.sock');
  open.push({ directory, listening: await listen(createApp(fakeService(methods)), socket) });
  return createClient(socket);
}

const never = new AbortController().signal;
const CHUNK = Buffer.alloc(64 * 1024, 7);

async function* chunks(count: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield CHUNK;
}

async function sizeOf(bytes: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of bytes) size += chunk.length;
  return size;
}

it('an archive comes whole', async () => {
  const client = await serve({ exportContainer: () => chunks(100) });
  expect(await sizeOf(client.exportContainer('x', never))).toBe(100 * CHUNK.length);
});

it.each([0, 40])('an archive that breaks off after %i pieces ends with the reason', async (count) => {
  const client = await serve({
    async *exportContainer() {
      yield* chunks(count);
      throw new TscomposeError('KERNEL', 'the disk is öde', { hint: 'read on' });
    },
  });
  await expect(sizeOf(client.exportContainer('x', never))).rejects.toMatchObject({
    code: 'KERNEL',
    message: 'the disk is öde',
    details: { hint: 'read on' },
  });
});

it('an archive goes up together with what is asked of it', async () => {
  let got: unknown;
  const client = await serve({
    importImage: async (request, archive) => {
      got = [request, await sizeOf(archive)];
      return { id: 'sha256:1' } as never;
    },
  });
  const request = { reference: 'ä:1', changes: ['CMD x'], message: '' };
  expect(await client.importImage(request, chunks(50), never)).toEqual({ id: 'sha256:1' });
  expect(got).toEqual([request, 50 * CHUNK.length]);
});

it('an archive that nobody wants to the end is answered with the reason', async () => {
  const client = await serve({
    importImage: async () => {
      throw new TscomposeError('IMAGE_INVALID', 'no archive');
    },
    loadArchive: () =>
      operationStream(async () => Promise.reject(new TscomposeError('IMAGE_INVALID', 'none')), never),
  });
  const request = { changes: [], message: '' };
  await expect(client.importImage(request, chunks(500), never)).rejects.toMatchObject({
    message: 'no archive',
  });
  for await (const event of client.loadArchive(chunks(500), never)) {
    expect(event).toMatchObject({ type: 'error', error: { message: 'none' } });
  }
});

it('an archive is taken to its end before the first that is told of it', async () => {
  const image = { id: 'sha256:1' } as ImageInfo;
  const client = await serve({
    async *loadArchive(archive) {
      const size = await sizeOf(archive);
      yield { type: 'step', id: `Layer ${size}`, state: 'working', text: 'Loading layer' };
      yield { type: 'loaded', image };
      yield { type: 'result', changed: true };
    },
  });
  const events: LoadEvent[] = [];
  for await (const event of client.loadArchive(chunks(300), never)) events.push(event);
  expect(events).toEqual([
    { type: 'step', id: `Layer ${300 * CHUNK.length}`, state: 'working', text: 'Loading layer' },
    { type: 'loaded', image },
    { type: 'result', changed: true },
  ]);
});
