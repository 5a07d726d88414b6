import { constants } from 'node:os';
import { TscomposeError } from '../../base/errors.js';
import { type ExecRequestMessage, ExecSession } from '../../wire/exec-session.js';
import type { Host } from '../host.js';
import { carryStreams } from './carry-streams.js';
import { DEFAULT_DETACH_KEYS, parseDetachKeys } from './detach-keys.js';
import { carriedExitCode } from './detached.js';

/**
 * Runs a command in a container with this process's own streams.
 * @param input whether the command gets standard input; else it finds its end at once
 * @returns the command's exit code
 * @throws COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, CONTAINER_NOT_RUNNING, DETACHED
 */
export async function runExec(
  host: Host,
  socketPath: string,
  request: ExecRequestMessage,
  detachKeys = DEFAULT_DETACH_KEYS,
  input = true,
): Promise<number> {
  const keys = parseDetachKeys(detachKeys);
  const session = await ExecSession.start(socketPath, request, new AbortController().signal);
  if (!input) session.stdin.end();
  const end = await carryStreams(host, session, {
    tty: request.tty,
    input,
    detachKeys: keys,
    // Without a terminal Ctrl-C is a signal to this process; the command gets it, so that it is not left behind.
    signals: {
      names: ['SIGINT', 'SIGTERM'],
      pass: (signal) => session.kill(constants.signals[signal]),
    },
  });
  return carriedExitCode(
    end,
    new TscomposeError('CONTAINER_NOT_RUNNING', 'the container ended before the command did', {
      action: 'execute command',
      hint: '"tscompose ps -a" shows how it ended.',
    }),
  );
}

/**
 * Starts a command in a container and leaves it to itself: it has no input, and what it writes is dropped.
 * @throws as {@link runExec}
 */
export async function beginExec(socketPath: string, request: ExecRequestMessage): Promise<void> {
  const session = await ExecSession.start(socketPath, request, new AbortController().signal);
  session.close();
}
