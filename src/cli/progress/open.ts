import type { AnsiMode, ProgressMode } from '../globals.js';
import type { Output } from '../host.js';
import { JsonProgress } from './json.js';
import { PlainProgress } from './plain.js';
import { quietProgress } from './quiet.js';
import type { ProgressSink } from './sink.js';

/** Before each line of what is only told, as Docker Compose has it. */
const DRY_RUN_PREFIX = ' DRY-RUN MODE - ';

/** The sink of a mode; `auto` is `tty` where standard error is a terminal that may be moved about in. */
export async function openProgress(
  mode: ProgressMode,
  { ansi, dryRun }: { readonly ansi: AnsiMode; readonly dryRun: boolean },
  stderr: Output,
): Promise<ProgressSink> {
  if (mode === 'json') return new JsonProgress(stderr, dryRun);
  if (mode === 'quiet') return quietProgress;
  const prefix = dryRun ? DRY_RUN_PREFIX : '';
  const isTerminal = stderr.isTTY === true;
  const wantsTty = mode === 'tty' || (mode === 'auto' && ansi !== 'never');
  if (!wantsTty || !isTerminal) return new PlainProgress(stderr, prefix);
  const { TtyProgress } = await import('./tty.js');
  return new TtyProgress(process.stderr, prefix);
}
