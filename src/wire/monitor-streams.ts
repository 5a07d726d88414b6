import type { Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { deferred } from '../base/deferred.js';
import { TscomposeError } from '../base/errors.js';
import type { ExitCode } from '../spec/container.js';
import { STREAMS } from './definition.js';
import { FrameReader, frameHeader, MAX_STREAM_PAYLOAD } from './frames.js';
import { decodeMessage, encodeMessage, type Message, payloadLimit } from './messages.js';
import { connectSocket, nobodyListens } from './socket-path.js';

export interface SessionEnd {
  readonly exitCode: ExitCode;
}

/**
 * Streams of a process in a container, straight to and from the container's monitor. Output is read no faster than it is
 * taken from `stdout` and `stderr`, which share a connection: both must be consumed, or resumed to drop them.
 */
export abstract class MonitorStreams {
  readonly #socket: Socket;
  /** What is being done, for errors: `execute command`. */
  readonly #action: string;
  readonly #subject: string;
  readonly #reader = new FrameReader(payloadLimit);
  readonly #full = new Set<Readable>();
  #ended = false;
  readonly #begun = deferred<void>();
  readonly #finished = deferred<SessionEnd>();

  /** Input of the process; ending it gives the process end of file. Closes by itself when the process has ended. */
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Ends without data for a terminal. */
  readonly stderr: Readable;
  /**
   * How the process ended; `unknown` when the monitor vanished first, or the connection was closed. Settles when that is known,
   * which may be before all output has been taken from the streams. Rejects when the connection carried nonsense.
   */
  readonly result: Promise<SessionEnd> = this.#finished.promise;

  protected constructor(socket: Socket, action: string, subject: string) {
    this.#socket = socket;
    this.#action = action;
    this.#subject = subject;
    this.stdin = this.#inputStream();
    this.stdout = this.#outputStream();
    this.stderr = this.#outputStream();
    // Both are also handed to the caller; a caller that only looks at one of them must not crash the process by the other.
    this.#begun.promise.catch(() => {});
    this.#finished.promise.catch(() => {});
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    // 'close' follows every error, and says all there is to say: the monitor is gone.
    socket.on('error', () => {});
    socket.on('close', () => this.#end('unknown'));
  }

  /** Tells the process's terminal its new size in characters. */
  resize(rows: number, cols: number): void {
    this.send({ type: 'Resize', rows, cols });
  }

  /** @param signal number of a signal for the process */
  kill(signal: number): void {
    this.send({ type: 'ExecKill', signal });
  }

  /** Lets go of the connection once what was sent has left. */
  close(): void {
    this.#socket.destroySoon();
  }

  /** Looks at what is neither output nor the end. */
  protected abstract take(message: Message): void;

  /**
   * Sends the request and resolves when {@link begin} is called.
   * @param cancel what is done when the signal aborts, then or later
   */
  protected async open(request: Message, signal: AbortSignal, cancel: () => void): Promise<void> {
    const onAbort = () => {
      this.fail(new TscomposeError('CANCELLED', 'interrupted', { cause: signal.reason }));
      cancel();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#socket.once('close', () => signal.removeEventListener('abort', onAbort));
    try {
      this.send(request);
      await this.#begun.promise;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  protected begin(): void {
    this.#begun.resolve();
  }

  protected fail(error: unknown): void {
    this.#begun.reject(error);
  }

  protected send(message: Message): void {
    if (this.#socket.writable) this.#socket.write(encodeMessage(message));
  }

  #inputStream(): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => this.#writeInput(chunk, done),
      final: (done) => {
        this.send({ type: 'StdinEnd' });
        done();
      },
    });
  }

  #writeInput(chunk: Buffer, done: () => void): void {
    // Input for a process that has ended is lost, as it is in a pipe whose reader is gone.
    if (!this.#socket.writable) {
      done();
      return;
    }
    this.#socket.cork();
    for (let at = 0; at < chunk.length; at += MAX_STREAM_PAYLOAD) {
      const piece = chunk.subarray(at, at + MAX_STREAM_PAYLOAD);
      this.#socket.write(frameHeader(STREAMS.Stdin, piece.length));
      this.#socket.write(piece);
    }
    this.#socket.write('', () => done());
    this.#socket.uncork();
  }

  #outputStream(): Readable {
    const stream: Readable = new Readable({
      read: () => {
        this.#full.delete(stream);
        if (this.#full.size === 0) this.#socket.resume();
      },
    });
    return stream;
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#reader.push(chunk)) this.#handle(decodeMessage(frame));
    } catch (error) {
      // Only the codec throws here: nothing that follows can be trusted.
      this.#begun.reject(error);
      this.#finished.reject(error);
      this.#socket.destroy();
    }
  }

  #handle(message: Message): void {
    if (message.type === 'Stdout') this.#give(this.stdout, message.data);
    else if (message.type === 'Stderr') this.#give(this.stderr, message.data);
    else if (message.type === 'ExecExited') this.#end(message.exitCode);
    else this.take(message);
  }

  #give(stream: Readable, data: Buffer): void {
    if (stream.destroyed || stream.push(data)) return;
    this.#full.add(stream);
    this.#socket.pause();
  }

  #end(exitCode: ExitCode): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#begun.reject(notRunning(this.#action, this.#subject));
    this.#finished.resolve({ exitCode });
    for (const stream of [this.stdout, this.stderr]) stream.push(null);
    this.stdin.destroy();
    this.close();
  }
}

/** @throws CONTAINER_NOT_RUNNING when nobody listens there; CANCELLED */
export async function connectToMonitor(
  socketPath: string,
  action: string,
  signal: AbortSignal,
): Promise<Socket> {
  try {
    return await connectSocket(socketPath, signal);
  } catch (error) {
    if (nobodyListens(error)) throw notRunning(action, socketPath, error);
    if (signal.aborted) throw new TscomposeError('CANCELLED', 'interrupted', { cause: error });
    throw error;
  }
}

function notRunning(action: string, subject: string, cause?: unknown): TscomposeError {
  return new TscomposeError('CONTAINER_NOT_RUNNING', 'the container is not running', {
    action,
    subject,
    cause,
  });
}
