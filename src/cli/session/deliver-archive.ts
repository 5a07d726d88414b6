import { resolve } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { Cli } from '../cli.js';

/**
 * Writes an archive to a file, which appears when it is whole, or to standard output.
 * @param verb names what is refused when standard output is a terminal
 */
export async function deliverArchive(
  cli: Cli,
  file: string | undefined,
  verb: string,
  open: () => Promise<AsyncIterable<Uint8Array>>,
): Promise<void> {
  if (file !== undefined) {
    await cli.host.writeBytes(resolve(cli.host.cwd, file), await open());
    return;
  }
  const { stdout } = cli.host;
  if (stdout.isTTY) {
    throw new TscomposeError('USAGE', `cowardly refusing to ${verb} to a terminal`, {
      hint: 'Use the -o flag or redirect.',
    });
  }
  for await (const chunk of await open()) {
    if (!stdout.write(chunk)) await new Promise<void>((drained) => stdout.once('drain', drained));
  }
}
