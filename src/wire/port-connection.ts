import type { Socket } from 'node:net';
import { errnoName } from '../base/errno.js';
import { TscomposeError } from '../base/errors.js';
import { FrameReader } from './frames.js';
import { decodeMessage, encodeMessage, type Message, payloadLimit } from './messages.js';
import { connectSocket, nobodyListens } from './socket-path.js';

export interface PortRequest {
  /** Addresses to try one after the other, as they are inside the container. */
  readonly addresses: readonly string[];
  readonly port: number;
  /** What to send; empty: being let in is enough. */
  readonly request: string;
}

export type PortAnswer =
  | { readonly connected: string; readonly answer: Buffer }
  /** Errno by name of the address that was tried last. */
  | { readonly refused: string };

/**
 * Connects to a port inside a container by its monitor, and reads what comes back until the service closes, the monitor has read
 * 64 KiB, or `isEnough` says so.
 * @throws CONTAINER_NOT_RUNNING when there is no monitor, or it vanishes; CANCELLED when the signal aborts
 */
export async function connectPort(
  socketPath: string,
  { addresses, port, request }: PortRequest,
  isEnough: (answer: Buffer) => boolean,
  signal: AbortSignal,
): Promise<PortAnswer> {
  const socket = await reach(socketPath, signal);
  const cancel = () => socket.destroy();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    socket.write(encodeMessage({ type: 'Connect', address: addresses, port, request }));
    let connected: string | undefined;
    let answer: Buffer = Buffer.alloc(0);
    for await (const message of messages(socket)) {
      if (message.type === 'Error') return { refused: errnoName(message.errorNumber) };
      if (message.type === 'Connected') connected = message.address;
      if (message.type === 'Stdout') answer = Buffer.concat([answer, message.data]);
      if (connected !== undefined && isEnough(answer)) break;
    }
    if (connected !== undefined) return { connected, answer };
  } catch (error) {
    if (!signal.aborted && (error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
    socket.destroy();
  }
  throw signal.aborted ? cancelled(signal) : notRunning(socketPath);
}

async function* messages(socket: Socket): AsyncGenerator<Message> {
  const reader = new FrameReader(payloadLimit);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    for (const frame of reader.push(chunk)) yield decodeMessage(frame);
  }
}

async function reach(socketPath: string, signal: AbortSignal): Promise<Socket> {
  try {
    return await connectSocket(socketPath, signal);
  } catch (error) {
    if (nobodyListens(error)) throw notRunning(socketPath);
    throw signal.aborted ? cancelled(signal) : error;
  }
}

function notRunning(subject: string): TscomposeError {
  return new TscomposeError('CONTAINER_NOT_RUNNING', 'the container is not running', {
    action: 'connect to port',
    subject,
  });
}

function cancelled(signal: AbortSignal): TscomposeError {
  return new TscomposeError('CANCELLED', 'interrupted', { cause: signal.reason });
}
