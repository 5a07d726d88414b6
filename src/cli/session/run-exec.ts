import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { TscomposeError } from '../../base/errors.js';
import { type ExecRequestMessage, ExecSession } from '../../wire/exec-session.js';
import type { Host, Output } from '../host.js';
import { RawTerminal } from './raw-terminal.js';

/**
 * Runs a command in a container with this process's own streams.
 * @returns the command's exit code
 * @throws COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, CONTAINER_NOT_RUNNING
 */
export async function runExec(host: Host, socketPath: string, request: ExecRequestMessage): Promise<number> {
  const session = await ExecSession.start(socketPath, request, new AbortController().signal);
  using _ = request.tty ? new RawTerminal(host, session) : forwardSignals(host, session);
  host.stdin.pipe(session.stdin);
  // The command may end before its input does; what is left unread then is nobody's.
  session.stdin.on('error', () => {});
  const [{ exitCode }] = await Promise.all([
    session.result,
    copy(session.stdout, host.stdout),
    copy(session.stderr, host.stderr),
  ]);
  host.stdin.unpipe(session.stdin);
  host.stdin.pause();
  if (exitCode !== 'unknown') return exitCode;
  throw new TscomposeError('CONTAINER_NOT_RUNNING', 'the container ended before the command did', {
    action: 'execute command',
    hint: '"tscompose ps -a" shows how it ended.',
  });
}

/**
 * Starts a command in a container and leaves it to itself: it has no input, and what it writes is dropped.
 * @throws as {@link runExec}
 */
export async function beginExec(socketPath: string, request: ExecRequestMessage): Promise<void> {
  const session = await ExecSession.start(socketPath, request, new AbortController().signal);
  session.close();
}

async function copy(from: Readable, to: Output): Promise<void> {
  for await (const chunk of from) {
    if (!to.write(chunk as Buffer)) await new Promise<void>((resolve) => to.once('drain', resolve));
  }
}

/** Without a terminal Ctrl-C is a signal to this process; the command gets it, so that it is not left behind. */
function forwardSignals(host: Host, session: ExecSession): Disposable {
  const undo = host.onInterrupt((signal) => session.kill(constants.signals[signal]));
  return { [Symbol.dispose]: undo };
}
