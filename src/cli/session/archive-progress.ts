import type { Cli } from '../cli.js';
import { decimalSize } from '../render/decimal-size.js';

export interface ArchiveStep {
  /** The file, or what stands for it. */
  readonly name: string;
  /** What is done to it: `Loading`. */
  readonly doing: string;
  readonly done: string;
  /** Bytes, where they are known beforehand. */
  readonly total?: number;
}

/** Often enough for an eye, seldom enough for a fast disk. */
const EVERY_MS = 100;

/** The same bytes; how far they are is shown where standard error is a terminal, and nowhere else, as Docker does. */
export async function* withArchiveProgress(
  cli: Pick<Cli, 'globals' | 'host' | 'openProgress'>,
  { name, doing, done, total }: ArchiveStep,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const { progress: mode } = cli.globals;
  if (cli.host.stderr.isTTY !== true || (mode !== 'auto' && mode !== 'tty')) {
    yield* bytes;
    return;
  }
  const progress = await cli.openProgress();
  const step = (state: 'working' | 'done' | 'error', text: string, current?: number) =>
    progress.step({
      type: 'step',
      id: name,
      state,
      text,
      ...(current === undefined || total === undefined ? {} : { current, total }),
    });
  let current = 0;
  let shownAt = Number.NEGATIVE_INFINITY;
  let isWhole = false;
  step('working', doing, 0);
  try {
    for await (const chunk of bytes) {
      current += chunk.length;
      const now = performance.now();
      if (now - shownAt >= EVERY_MS) {
        shownAt = now;
        step('working', total === undefined ? `${doing} ${decimalSize(current)}` : doing, current);
      }
      yield chunk;
    }
    isWhole = true;
  } finally {
    step(isWhole ? 'done' : 'error', isWhole ? `${done} ${decimalSize(current)}` : 'Interrupted');
    await progress.close();
  }
}
