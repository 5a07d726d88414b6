import { Socket } from 'node:net';
import { TscomposeError } from '../../base/errors.js';
import { FrameReader } from '../../wire/frames.js';
import {
  decodeMessage,
  type ExecNews,
  type ExitedMessage,
  encodeMessage,
  type Message,
  payloadLimit,
} from '../../wire/messages.js';
import { connectSocket } from '../../wire/socket-path.js';

interface Waiter {
  resolve(answer: Message): void;
  reject(error: TscomposeError): void;
}

/**
 * The engine's conversation with one monitor. Answers come in the order of the questions; What it tells by itself may come
 * between them.
 */
export class MonitorLink {
  readonly #socket: Socket;
  readonly #reader = new FrameReader(payloadLimit);
  readonly #waiting: Waiter[] = [];
  readonly #onListening: () => void;
  /** Called when the monitor has begun another file of the log. */
  onLogRotated: () => void = () => {};
  /** Called when the container has run out of memory. */
  onOutOfMemory: () => void = () => {};
  /** Called when a command that a client had executed has begun or ended. */
  onExec: (news: ExecNews) => void = () => {};
  #exited: ExitedMessage | undefined;
  #left = false;

  /** Resolves when the connection has ended: with the exit, when the monitor told of one. Never rejects. */
  readonly ended: Promise<ExitedMessage | undefined>;

  constructor(socket: Socket, onListening: () => void = () => {}) {
    this.#socket = socket;
    this.#onListening = onListening;
    this.ended = new Promise((resolve) => {
      socket.on('close', () => {
        const lost = connectionLost();
        for (const waiter of this.#waiting.splice(0)) waiter.reject(lost);
        resolve(this.#exited);
      });
    });
    // Whatever breaks the connection, 'close' follows, and that is what everybody waits for.
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  /**
   * @param fd the engine's end of a control pair; owned by the link from here on
   * @param onListening called when a start waits for clients to attach
   */
  static overPair(fd: number, onListening?: () => void): MonitorLink {
    return new MonitorLink(new Socket({ fd, readable: true, writable: true }), onListening);
  }

  /** Rejects with the connection's error (ENOENT, ECONNREFUSED) when no monitor listens. */
  static async connect(path: string): Promise<MonitorLink> {
    return new MonitorLink(await connectSocket(path));
  }

  /** True once the engine said goodbye: an end of the connection then tells nothing about the container. */
  get left(): boolean {
    return this.#left;
  }

  /** Sends a message and resolves with its answer. @throws INTERNAL when the connection ends before that */
  ask(message: Message): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) {
        reject(connectionLost());
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#socket.write(encodeMessage(message));
    });
  }

  /** Lets go of a monitor that shall go on; it won't start an engine because of it. */
  leave(): Promise<void> {
    this.#left = true;
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
      if (this.#socket.destroyed) resolve();
      else this.#socket.end(encodeMessage({ type: 'Bye' }), () => this.#socket.destroy());
    });
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#reader.push(chunk)) {
        const message = decodeMessage(frame);
        if (message.type === 'Exited') this.#exited = message;
        else if (message.type === 'LogRotated') this.onLogRotated();
        else if (message.type === 'OutOfMemory') this.onOutOfMemory();
        else if (message.type === 'ExecBegan' || message.type === 'ExecEnded') this.onExec(message);
        else if (message.type === 'Listening') this.#onListening();
        else this.#waiting.shift()?.resolve(message);
      }
    } catch (error) {
      // Not the protocol: nothing more that comes can be trusted.
      const cause = error instanceof TscomposeError ? error : connectionLost();
      for (const waiter of this.#waiting.splice(0)) waiter.reject(cause);
      this.#socket.destroy();
    }
  }
}

function connectionLost(): TscomposeError {
  return new TscomposeError('INTERNAL', 'the monitor ended without an answer', { action: 'talk to monitor' });
}
