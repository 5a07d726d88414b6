import type { Readable, Writable } from 'node:stream';
import { TscomposeError } from '../base/errors.js';
import type { ExecTarget } from '../spec/engine.js';
import { ExecSession } from '../wire/exec-session.js';

export interface ExecOptions {
  /** `USER[:GROUP]` by name or number; the service's own when absent. */
  readonly user?: string;
  /** Absolute; the service's own when absent. */
  readonly workdir?: string;
  /** Besides, or instead of, the service's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Which container of the service, by its number; 0 or absent: the first that runs. */
  readonly index?: number;
  /** Aborting it kills the command. */
  readonly signal?: AbortSignal;
}

export interface CapturedExecOptions extends ExecOptions {
  /** What the command reads; nothing when absent. */
  readonly stdin?: string | Uint8Array;
}

/** How a command ended, and all that it wrote. */
export interface ExecOutcome<T = string> {
  readonly exitCode: number;
  readonly stdout: T;
  readonly stderr: T;
}

/** A command that runs in a container. Both outputs must be read, or resumed to drop them. */
export interface RunningCommand {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** The exit code. @throws CONTAINER_NOT_RUNNING when the container ended first */
  readonly exitCode: Promise<number>;
  /** @param signal number of a signal, as `os.constants.signals` has them */
  kill(signal: number): void;
}

/** @throws COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, CONTAINER_NOT_RUNNING, CANCELLED */
export async function startCommand(
  target: ExecTarget,
  command: readonly string[],
  { user, workdir, env = {}, signal }: ExecOptions,
): Promise<RunningCommand> {
  const own = target.env.filter((entry) => !Object.hasOwn(env, entry.slice(0, entry.indexOf('='))));
  const session = await ExecSession.start(
    target.socketPath,
    {
      arg: command,
      env: [...own, ...Object.entries(env).map(([key, value]) => `${key}=${value}`)],
      cwd: workdir ?? target.workingDir,
      user: user ?? target.user,
      tty: false,
      rows: 0,
      cols: 0,
    },
    signal ?? new AbortController().signal,
  );
  const exitCode = session.result.then((result) => known(result.exitCode));
  // Whoever only reads the output must not be ended by what it doesn't ask for.
  exitCode.catch(() => {});
  // A command may end before it has read its input.
  session.stdin.on('error', () => {});
  return {
    stdin: session.stdin,
    stdout: session.stdout,
    stderr: session.stderr,
    exitCode,
    kill: (number) => session.kill(number),
  };
}

/** Runs a command to its end. */
export async function captureCommand<T>(
  running: RunningCommand,
  stdin: string | Uint8Array | undefined,
  read: (output: Readable) => Promise<T>,
): Promise<ExecOutcome<T>> {
  running.stdin.end(stdin);
  const [stdout, stderr, exitCode] = await Promise.all([
    read(running.stdout),
    read(running.stderr),
    running.exitCode,
  ]);
  return { exitCode, stdout, stderr };
}

function known(exitCode: number | 'unknown'): number {
  if (exitCode !== 'unknown') return exitCode;
  throw new TscomposeError('CONTAINER_NOT_RUNNING', 'the container ended before the command did', {
    action: 'execute command',
  });
}
