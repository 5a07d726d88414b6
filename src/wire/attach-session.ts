import type { AttachMessage, Message } from './messages.js';
import { connectToMonitor, MonitorStreams } from './monitor-streams.js';

/**
 * Which streams are wanted. `lossless`: the container's output waits for this client, as it does for the reader of a pipe;
 * else a client that doesn't keep up loses output and learns how much.
 */
export type AttachRequest = Omit<AttachMessage, 'type'>;

const ACTION = 'attach';

/**
 * A client attached to the main process of a container. The result is the container's end; closing the connection leaves the
 * container running. Ending `stdin` gives the process end of file only where the container was made so (`stdinOnce`).
 */
export class AttachSession extends MonitorStreams {
  #tty = false;
  #input = false;
  #onLost: ((bytes: number) => void) | undefined;
  /** Bytes that nobody was told of yet. */
  #lost = 0;

  /** Output from here on. @throws CONTAINER_NOT_RUNNING, CANCELLED */
  static async start(
    socketPath: string,
    request: AttachRequest,
    signal: AbortSignal,
  ): Promise<AttachSession> {
    const socket = await connectToMonitor(socketPath, ACTION, signal);
    const session = new AttachSession(socket, ACTION, socketPath);
    await session.open({ type: 'Attach', ...request }, signal, () => session.close());
    return session;
  }

  /** Whether the process has a terminal: all its output is `stdout` then. */
  get tty(): boolean {
    return this.#tty;
  }

  /** Whether the process reads what is written to `stdin`. */
  get takesInput(): boolean {
    return this.#input;
  }

  /** @param listener gets the number of bytes of output that were left out at this place */
  onLost(listener: (bytes: number) => void): void {
    this.#onLost = listener;
    this.#tellLoss(0);
  }

  protected take(message: Message): void {
    if (message.type === 'Lost') this.#tellLoss(message.bytes);
    if (message.type !== 'Attached') return;
    this.#tty = message.tty;
    this.#input = message.input;
    this.begin();
  }

  #tellLoss(bytes: number): void {
    this.#lost += bytes;
    if (this.#lost === 0 || this.#onLost === undefined) return;
    this.#onLost(this.#lost);
    this.#lost = 0;
  }
}
