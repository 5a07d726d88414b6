import type { Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { deferred } from '../base/deferred.js';
import { TscomposeError } from '../base/errors.js';
import type { ExitCode } from '../spec/container.js';
import { STREAMS } from './definition.js';
import { execFailure } from './exec-failure.js';
import { FrameReader, frameHeader, MAX_STREAM_PAYLOAD } from './frames.js';
import { decodeMessage, type ExecMessage, encodeMessage, type Message, payloadLimit } from './messages.js';
import { connectSocket } from './socket-path.js';

/** `tracked`: what kills the command, or ends the connection, also kills whatever it forked. */
export type ExecRequestMessage = Omit<ExecMessage, 'type' | 'tracked'> & { readonly tracked?: boolean };

const SIGKILL = 9;

/**
 * A command in a running container, its streams going straight to the container's monitor. Output is read no faster than
 * it is taken from `stdout` and `stderr`, which share a connection: both must be consumed, or resumed to drop them.
 */
export class ExecSession {
  readonly #socket: Socket;
  readonly #command: string;
  readonly #reader = new FrameReader(payloadLimit);
  readonly #full = new Set<Readable>();
  #ended = false;
  readonly #started = deferred<void>();
  readonly #finished = deferred<{ readonly exitCode: ExitCode }>();

  /** Input of the command; ending it gives the command end of file. Closes by itself when the command has ended. */
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Ends without data for a terminal. */
  readonly stderr: Readable;
  /**
   * How the command ended; `unknown` when the monitor vanished first. Settles when that is known, which may be before all
   * output has been taken from the streams. Rejects when the connection carried nonsense.
   */
  readonly result: Promise<{ readonly exitCode: ExitCode }> = this.#finished.promise;

  private constructor(socket: Socket, command: string) {
    this.#socket = socket;
    this.#command = command;
    this.stdin = this.#inputStream();
    this.stdout = this.#outputStream();
    this.stderr = this.#outputStream();
    // Both are also handed to the caller; a caller that only looks at one of them must not crash the process by the other.
    this.#started.promise.catch(() => {});
    this.#finished.promise.catch(() => {});
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    // 'close' follows every error, and says all there is to say: the monitor is gone.
    socket.on('error', () => {});
    socket.on('close', () => this.#end('unknown'));
  }

  /**
   * Starts a command; resolves when it has executed. Aborting the signal kills the command, then or later.
   * @throws COMMAND_NOT_FOUND (exit code 127), COMMAND_NOT_EXECUTABLE (126), CONTAINER_NOT_RUNNING, CANCELLED
   */
  static async start(
    socketPath: string,
    request: ExecRequestMessage,
    signal: AbortSignal,
  ): Promise<ExecSession> {
    const socket = await connectToMonitor(socketPath, signal);
    const session = new ExecSession(socket, request.arg[0] ?? '');
    const cancel = () => {
      session.#started.reject(new TscomposeError('CANCELLED', 'interrupted', { cause: signal.reason }));
      session.kill(SIGKILL);
      session.close();
    };
    signal.addEventListener('abort', cancel, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', cancel));
    try {
      session.#send({ type: 'Exec', tracked: false, ...request });
      await session.#started.promise;
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** Tells the command's terminal its new size in characters. */
  resize(rows: number, cols: number): void {
    this.#send({ type: 'Resize', rows, cols });
  }

  /** @param signal number of a signal for the command */
  kill(signal: number): void {
    this.#send({ type: 'ExecKill', signal });
  }

  /** Lets go of the connection once what was sent has left; the monitor then ends the command. */
  close(): void {
    this.#socket.destroySoon();
  }

  #send(message: Message): void {
    if (this.#socket.writable) this.#socket.write(encodeMessage(message));
  }

  #inputStream(): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => this.#writeInput(chunk, done),
      final: (done) => {
        this.#send({ type: 'StdinEnd' });
        done();
      },
    });
  }

  #writeInput(chunk: Buffer, done: () => void): void {
    // Input for a command that has ended is lost, as it is in a pipe whose reader is gone.
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
      for (const frame of this.#reader.push(chunk)) this.#take(decodeMessage(frame));
    } catch (error) {
      // Only the codec throws here: nothing that follows can be trusted.
      this.#started.reject(error);
      this.#finished.reject(error);
      this.#socket.destroy();
    }
  }

  #take(message: Message): void {
    if (message.type === 'Stdout') this.#give(this.stdout, message.data);
    else if (message.type === 'Stderr') this.#give(this.stderr, message.data);
    else if (message.type === 'ExecStarted') this.#started.resolve();
    else if (message.type === 'ExecFailed') this.#started.reject(execFailure(this.#command, message));
    else if (message.type === 'ExecExited') this.#end(message.exitCode);
  }

  #give(stream: Readable, data: Buffer): void {
    if (stream.destroyed || stream.push(data)) return;
    this.#full.add(stream);
    this.#socket.pause();
  }

  #end(exitCode: ExitCode): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#started.reject(notRunning(this.#command));
    this.#finished.resolve({ exitCode });
    for (const stream of [this.stdout, this.stderr]) stream.push(null);
    this.stdin.destroy();
    this.close();
  }
}

async function connectToMonitor(socketPath: string, signal: AbortSignal): Promise<Socket> {
  try {
    return await connectSocket(socketPath, signal);
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code;
    if (errno === 'ENOENT' || errno === 'ECONNREFUSED') throw notRunning(socketPath, error);
    if (signal.aborted) throw new TscomposeError('CANCELLED', 'interrupted', { cause: error });
    throw error;
  }
}

function notRunning(subject: string, cause?: unknown): TscomposeError {
  return new TscomposeError('CONTAINER_NOT_RUNNING', 'the container is not running', {
    action: 'execute command',
    subject,
    cause,
  });
}
