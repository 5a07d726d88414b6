import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FrameReader } from '../../../../src/wire/frames.js';
import { decodeMessage, encodeMessage, type Message, payloadLimit } from '../../../../src/wire/messages.js';
import { shortSocketPath } from '../../../../src/wire/socket-path.js';

/** The client's side of a conversation, as a monitor sees it. */
export interface Client {
  readonly socket: Socket;
  send(message: Message): void;
}

export interface FakeMonitor extends AsyncDisposable {
  readonly socketPath: string;
  /** All that clients sent, in order. */
  readonly received: Message[];
}

/** Listens like a monitor and answers each message by `answer`. @param name of the socket beneath a new directory */
export async function fakeMonitor(
  answer: (message: Message, client: Client) => void,
  name = 'monitor.sock',
): Promise<FakeMonitor> {
  const folder = await mkdtemp(join(tmpdir(), 'tscompose-wire-'));
  const socketPath = join(folder, name);
  await mkdir(dirname(socketPath), { recursive: true });
  const received: Message[] = [];
  const clients = new Set<Socket>();
  const server = createServer({ allowHalfOpen: false }, (socket) => {
    clients.add(socket);
    const reader = new FrameReader(payloadLimit);
    const client = { socket, send: (message: Message) => socket.write(encodeMessage(message)) };
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      for (const message of reader.push(chunk).map(decodeMessage)) {
        received.push(message);
        answer(message, client);
      }
    });
  });
  const short = shortSocketPath(socketPath);
  server.listen(short.path);
  await once(server, 'listening');
  return {
    socketPath,
    received,
    async [Symbol.asyncDispose]() {
      for (const socket of clients) socket.destroy();
      server.close();
      short[Symbol.dispose]();
      await rm(folder, { recursive: true });
    },
  };
}
