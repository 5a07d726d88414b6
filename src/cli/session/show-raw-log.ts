import type { Output } from '../host.js';
import { RawLog, type RawLogPiece, type RawLogStyle } from '../render/raw-log.js';

/** Shows a log that comes as the bytes of its files, no faster than they are taken. */
export async function showRawLog(
  bytes: AsyncIterable<Buffer>,
  style: RawLogStyle,
  stdout: Output,
  stderr: Output,
): Promise<void> {
  const log = new RawLog(style);
  const show = async (pieces: readonly RawLogPiece[]) => {
    for (const { stream, bytes: text } of pieces) {
      const output = stream === 'stdout' ? stdout : stderr;
      if (!output.write(text)) await new Promise<void>((resolve) => output.once('drain', resolve));
    }
  };
  for await (const chunk of bytes) await show(log.take(chunk));
  await show(log.finish());
}
