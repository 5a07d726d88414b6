import { resolve } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { Cli } from '../cli.js';
import { withArchiveProgress } from './archive-progress.js';

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
    const step = { name: file, doing: 'Writing', done: 'Written' };
    await cli.host.writeBytes(resolve(cli.host.cwd, file), withArchiveProgress(cli, step, await open()));
    return;
  }
  const { stdout } = cli.host;
  if (stdout.isTTY) {
    throw new TscomposeError('USAGE', `cowardly refusing to ${verb} to a terminal`, {
      hint: 'Use the -o flag or redirect.',
    });
  }
  const step = { name: 'standard output', doing: 'Writing', done: 'Written' };
  for await (const chunk of withArchiveProgress(cli, step, await open())) {
    if (!stdout.write(chunk)) await new Promise<void>((drained) => stdout.once('drain', drained));
  }
}
