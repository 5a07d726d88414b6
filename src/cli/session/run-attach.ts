import { constants } from 'node:os';
import { TscomposeError } from '../../base/errors.js';
import type { AttachTarget } from '../../spec/engine.js';
import { AttachSession } from '../../wire/attach-session.js';
import type { Host } from '../host.js';
import { carryStreams } from './carry-streams.js';
import { carriedExitCode } from './detached.js';

export interface AttachOptions {
  /** Our standard input goes to the container, where it takes any. */
  readonly input: boolean;
  readonly output: boolean;
  readonly error: boolean;
  readonly detachKeys: Buffer;
  /** Passes a signal on that this process got, when it has no terminal there; absent: signals have their usual effect. */
  readonly passSignal?: (name: NodeJS.Signals) => Promise<void>;
  /** The container's output waits for us, and none is lost: it was started for us. */
  readonly lossless: boolean;
}

/** What Docker hands on, as far as Node can listen to it. */
const PROXIED: readonly NodeJS.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGCONT',
  'SIGTSTP',
];

/**
 * Connects this process's own streams to the main process of a container.
 * @returns the container's exit code
 * @throws CONTAINER_NOT_RUNNING, DETACHED, USAGE when its terminal has none to go to
 */
export async function runAttach(host: Host, target: AttachTarget, options: AttachOptions): Promise<number> {
  const { passSignal } = options;
  const impatient = new AbortController();
  const early: NodeJS.Signals[] = [];
  // A signal that comes before the streams are carried is the container's, too; a second one ends the waiting.
  const undo = host.onSignals(passSignal === undefined ? [] : PROXIED, (name) => {
    if (early.length > 0) impatient.abort();
    early.push(name);
  });
  try {
    const session = await openAttachment(host, target, options, impatient.signal);
    const carried = carryAttachment(host, target, session, options);
    undo();
    for (const name of early) void passSignal?.(name).catch(() => session.kill(constants.signals[name]));
    return await carried;
  } finally {
    undo();
  }
}

/** The first half of {@link runAttach}: what the container writes from here on is seen. */
export async function openAttachment(
  host: Host,
  target: AttachTarget,
  options: AttachOptions,
  signal: AbortSignal,
): Promise<AttachSession> {
  const input = options.input && target.stdinOpen;
  if (input && target.tty && host.stdin.isTTY !== true) {
    throw new TscomposeError('USAGE', 'the input device is not a TTY', {
      hint: 'The container has a terminal: attach from one, or with --no-stdin.',
    });
  }
  const { output, error, lossless } = options;
  return AttachSession.start(target.socketPath, { input, output, error, lossless }, signal);
}

/** The second half. */
export async function carryAttachment(
  host: Host,
  target: AttachTarget,
  session: AttachSession,
  { detachKeys, passSignal, lossless }: AttachOptions,
): Promise<number> {
  const newline = session.tty ? '\r\n' : '\n';
  session.onLost((bytes) =>
    host.stderr.write(
      `${newline}warning: ${bytes} bytes of output are left out here: they came faster than they were read${newline}`,
    ),
  );
  const end = await carryStreams(host, session, {
    tty: session.tty,
    input: session.takesInput,
    detachKeys,
    // Whoever started it has seen all of it.
    redraw: !lossless,
    ...(passSignal === undefined
      ? {}
      : {
          signals: {
            names: PROXIED,
            // Also where the engine is away for the moment.
            pass: (name) => void passSignal(name).catch(() => session.kill(constants.signals[name])),
          },
        }),
  });
  return carriedExitCode(
    end,
    new TscomposeError('CONTAINER_NOT_RUNNING', `how ${target.name} ended is not known`, {
      action: 'attach',
      subject: target.name,
      hint: '"tscompose ps -a" shows what there is to know.',
    }),
  );
}
