import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CONTAINER = {
  id: '0'.repeat(64),
  name: 'hello-web-1',
  image: 'tscompose/hello',
  imageId: `sha256:${'0'.repeat(64)}`,
  args: ['/hello', 'serve'],
  stack: 'hello',
  service: 'web',
  createdAt: '2026-01-01T00:00:00Z',
  state: { status: 'running', pid: 1, startedAt: '2026-01-01T00:00:00Z' },
  restarting: false,
  health: 'healthy',
  ports: [{ hostIp: '127.0.0.1', hostPort: 8080, containerPort: 80, protocol: 'tcp' }],
  exposed: ['81/tcp'],
  labels: {},
  networks: ['hello_front'],
  mounts: [],
};
const STEP = { type: 'step', id: 'Container hello-web-1', state: 'done', text: 'Running' };
const ORIGIN = { type: 'lines', container: 'hello-web-1', service: 'web', index: 1 };
const LINE = '{"log":"text\\n","stream":"stdout","time":"2026-01-01T00:00:00Z"}\n';

/** `ExecStarted` and `ExecExited` of the monitor protocol, all of whose fields are 0. */
const EXEC_ANSWER = Buffer.of(0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 25, 0, 0, 0);

/**
 * Answers the command line in the way of an engine, with nothing behind it, so that the build can run verbs without root and
 * without touching the kernel. @returns its state root, and what ends it
 */
export async function standInEngine() {
  const stateRoot = await mkdtemp(join(tmpdir(), 'tscw-'));
  await mkdir(join(stateRoot, 'run'));
  const monitorSocket = join(stateRoot, 'run/monitor.sock');
  const server = createServer((request, response) => {
    // Each side says which version of the API it speaks; this one speaks its caller's.
    response.setHeader('tscompose-api', request.headers['tscompose-api'] ?? '');
    request.resume();
    response.end(answerTo(request.url, monitorSocket));
  });
  await new Promise((resolve) => server.listen(join(stateRoot, 'run/engine.sock'), resolve));
  const monitor = createSocketServer((socket) => {
    socket.once('data', () => socket.end(EXEC_ANSWER));
    socket.on('error', () => {});
  });
  await new Promise((resolve) => monitor.listen(monitorSocket, resolve));
  return {
    stateRoot,
    async end() {
      server.closeAllConnections();
      server.close();
      monitor.close();
      await rm(stateRoot, { recursive: true });
    },
  };
}

function answerTo(url, socketPath) {
  if (url.endsWith('/exec-target')) return JSON.stringify({ socketPath, env: [], workingDir: '/', user: '' });
  if (/\/(up|down)$/.test(url)) return lines(STEP, { type: 'result', changed: true });
  if (url.endsWith('/logs'))
    return Buffer.concat([frame(ORIGIN, LINE), frame({ type: 'result', changed: false }, '')]);
  if (url.endsWith('/containers')) return JSON.stringify([CONTAINER]);
  return '{}';
}

function lines(...items) {
  return items.map((item) => `${JSON.stringify(item)}\n`).join('');
}

/** As src/api/item-frames.ts has it. */
function frame(item, bytes) {
  const lengths = Buffer.alloc(8);
  const head = JSON.stringify(item);
  lengths.writeUInt32LE(head.length, 0);
  lengths.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([lengths, Buffer.from(head + bytes)]);
}
