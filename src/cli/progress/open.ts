import type { AnsiMode, ProgressMode } from '../globals.js';
import type { Output } from '../host.js';
import { JsonProgress } from './json.js';
import { PlainProgress } from './plain.js';
import { quietProgress } from './quiet.js';
import type { ProgressSink } from './sink.js';

/** The sink of a mode; `auto` is `tty` where standard error is a terminal that may be moved about in. */
export async function openProgress(
  mode: ProgressMode,
  ansi: AnsiMode,
  stderr: Output,
): Promise<ProgressSink> {
  if (mode === 'json') return new JsonProgress(stderr);
  if (mode === 'quiet') return quietProgress;
  const isTerminal = stderr.isTTY === true;
  const wantsTty = mode === 'tty' || (mode === 'auto' && ansi !== 'never');
  if (!wantsTty || !isTerminal) return new PlainProgress(stderr);
  const { TtyProgress } = await import('./tty.js');
  return new TtyProgress(process.stderr);
}
