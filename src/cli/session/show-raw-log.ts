import type { Output } from '../host.js';
import { RawLog, type RawLogStyle } from '../render/raw-log.js';

/** Shows a log that comes as the bytes of its files, no faster than they are taken. */
export async function showRawLog(
  bytes: AsyncIterable<Buffer>,
  style: RawLogStyle,
  stdout: Output,
  stderr: Output,
): Promise<void> {
  const log = new RawLog(style);
  const show = async (output: Output, text: Buffer) => {
    if (text.length === 0 || output.write(text)) return;
    await new Promise<void>((resolve) => output.once('drain', resolve));
  };
  for await (const chunk of bytes) {
    const taken = log.take(chunk);
    await show(stdout, taken.stdout);
    await show(stderr, taken.stderr);
  }
  const last = log.finish();
  await show(stdout, last.stdout);
  await show(stderr, last.stderr);
}
