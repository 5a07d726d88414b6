import type { Readable } from 'node:stream';
import { deferred } from '../../base/deferred.js';
import type { ExitCode } from '../../spec/container.js';
import type { MonitorStreams } from '../../wire/monitor-streams.js';
import type { Host, Output } from '../host.js';
import { DetachFilter } from './detach-keys.js';
import { FollowedWindow } from './raw-terminal.js';

export interface CarryOptions {
  /** The process has a terminal: ours becomes it. Signals that would end this command end it then, with the terminal restored. */
  readonly tty: boolean;
  /** Our standard input goes to the process. */
  readonly input: boolean;
  /** Bytes that detach, as typed at a terminal; empty: none do. */
  readonly detachKeys: Buffer;
  /** The screen is drawn anew at the beginning: the process has been running for a while. */
  readonly redraw?: boolean;
  /** Without a terminal: what gets the signals that this process gets; absent: they have their usual effect. */
  readonly signals?: {
    readonly names: readonly NodeJS.Signals[];
    readonly pass: (signal: NodeJS.Signals) => void;
  };
}

/** How the carrying ended; in all cases but `exited` the process goes on. */
export type CarryEnd =
  | { readonly how: 'exited'; readonly exitCode: ExitCode }
  | { readonly how: 'detached' }
  | { readonly how: 'signalled'; readonly signal: NodeJS.Signals };

/** What ends a command at a terminal from outside: its window was closed, or somebody ended it. */
const ENDING: readonly NodeJS.Signals[] = ['SIGHUP', 'SIGTERM', 'SIGINT', 'SIGQUIT'];

/** Connects this process's own streams to those of a process in a container, until that ends or the user leaves it. */
export async function carryStreams(
  host: Host,
  session: MonitorStreams,
  options: CarryOptions,
): Promise<CarryEnd> {
  const { tty, input, detachKeys, redraw = false } = options;
  const left = deferred<CarryEnd>();
  using _window = tty ? new FollowedWindow(host, session, { redraw }) : null;
  using _keyboard = tty && input ? undoneBy(host.makeRaw()) : null;
  const { names, pass } = tty
    ? { names: ENDING, pass: (signal: NodeJS.Signals) => left.resolve({ how: 'signalled', signal }) }
    : (options.signals ?? { names: [], pass: () => {} });
  using _signals = undoneBy(host.onSignals(names, pass));
  const keys = tty ? detachKeys : Buffer.alloc(0);
  using _input = input ? undoneBy(feed(host, session, keys, () => left.resolve({ how: 'detached' }))) : null;
  const exited = async (): Promise<CarryEnd> => {
    const [{ exitCode }] = await Promise.all([
      session.result,
      copy(session.stdout, host.stdout),
      copy(session.stderr, host.stderr),
    ]);
    return { how: 'exited', exitCode };
  };
  const ended = exited();
  try {
    return await Promise.race([ended, left.promise]);
  } finally {
    // What fails once the user has left is nobody's concern.
    ended.catch(() => {});
    session.close();
  }
}

function undoneBy(undo: () => void): Disposable {
  return { [Symbol.dispose]: undo };
}

/** Hands our input over; returns what ends that. */
function feed(host: Host, session: MonitorStreams, keys: Buffer, onDetach: () => void): () => void {
  const filter = new DetachFilter(keys, onDetach);
  // The process may end before its input does; what is left unread then is nobody's.
  session.stdin.on('error', () => {});
  filter.pipe(session.stdin);
  host.stdin.pipe(filter);
  return () => {
    host.stdin.unpipe(filter);
    host.stdin.pause();
  };
}

async function copy(from: Readable, to: Output): Promise<void> {
  for await (const chunk of from) {
    if (!to.write(chunk as Buffer)) await new Promise<void>((resolve) => to.once('drain', resolve));
  }
}
