import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Addon } from '../../../../src/native/addon-surface.js';
import { loadAddon } from '../../../../src/native/load-addon.js';
import { monitorPath } from '../../../../src/native/monitor-path.js';
import { FrameReader } from '../../../../src/wire/frames.js';
import {
  decodeMessage,
  encodeMessage,
  type Message,
  type MessageOf,
  payloadLimit,
  type StartMessage,
} from '../../../../src/wire/messages.js';
import { connectSocket } from '../../../../src/wire/socket-path.js';

/** One conversation with a monitor: frames out, frames in, in order. */
export class Conversation {
  readonly #socket: Socket;
  readonly #reader = new FrameReader(payloadLimit);
  readonly #received: Message[] = [];
  #closed = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      for (const frame of this.#reader.push(chunk)) this.#received.push(decodeMessage(frame));
      this.#wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  static async open(socketPath: string): Promise<Conversation> {
    return new Conversation(await connectSocket(socketPath, AbortSignal.timeout(10_000)));
  }

  send(message: Message): void {
    this.#socket.write(encodeMessage(message));
  }

  /** The next frame, or undefined at the end. */
  async next(): Promise<Message | undefined> {
    for (;;) {
      const message = this.#received.shift();
      if (message !== undefined || this.#closed) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The next frame, which must be of this type. */
  async expect<N extends Message['type']>(type: N): Promise<MessageOf<N>> {
    const message = await this.next();
    if (message?.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(message)}`);
    return message as MessageOf<N>;
  }

  /** Stops reading, as a stuck client does. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** A monitor that was spawned as the engine does it. */
export class TestMonitor {
  readonly #addon: Addon = loadAddon();
  readonly pid: number;
  readonly control: Conversation;
  #status: number | undefined;

  private constructor(pid: number, control: Conversation) {
    this.pid = pid;
    this.control = control;
  }

  static async spawn(start: StartMessage, stderrPath: string): Promise<TestMonitor> {
    const { pid, fd } = await loadAddon().spawnMonitor(
      monitorPath(),
      ['tscompose-monitor', start.id],
      [],
      stderrPath,
    );
    const monitor = new TestMonitor(pid, new Conversation(new Socket({ fd })));
    monitor.control.send(start);
    return monitor;
  }

  /** Waits for the monitor process to end. @returns its wait status */
  async ended(): Promise<number> {
    for (;;) {
      this.#status ??= this.#addon.reap(this.pid);
      if (this.#status !== undefined) return this.#status;
      await delay(5);
    }
  }

  /** Ends the monitor, and the container with it, unless both have ended. */
  async kill(): Promise<void> {
    this.#status ??= this.#addon.reap(this.pid);
    if (this.#status === undefined) process.kill(this.pid, 'SIGKILL');
    await this.ended();
  }
}
