import type { VerifyItem } from '../../../spec/images.js';
import type { Cli } from '../../cli.js';
import { parseFormat } from '../../flag-values.js';
import { examples } from '../../help/examples.js';
import { jsonLines } from '../../render/json-lines.js';
import { Interrupts } from '../../session/interrupts.js';
import type { AddVerb } from '../verb.js';

interface VerifyOptions {
  readonly format: 'table' | 'json';
  readonly quiet?: true;
}

export const addImageVerify: AddVerb = (image, run) => {
  image
    .command('verify')
    .description('Check every blob, layer and image of the store; exit code 1 when something is wrong')
    .addHelpText(
      'after',
      examples(['', 'Read all, and say what is wrong'], ['-q', 'Only what is wrong, for scripts']),
    )
    .option(
      '--format <format>',
      'table or json (one object per line)',
      parseFormat(['table', 'json']),
      'table',
    )
    .option('-q, --quiet', 'only problems')
    .action(run(verify));
};

async function verify(cli: Cli, options: VerifyOptions): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connectIfAny();
  const counts = { blob: 0, layer: 0, image: 0, reference: 0 };
  let problems = 0;
  for await (const item of client?.verifyImages(interrupts.asked) ?? []) {
    counts[item.kind] += 1;
    if (item.type === 'problem') problems += 1;
    if (item.type === 'checked' && (options.quiet || options.format === 'table')) continue;
    cli.print(options.format === 'json' ? jsonLines([item]) : problemLine(item));
  }
  if (!options.quiet && options.format === 'table') {
    cli.print(
      `Checked ${counts.blob} blobs, ${counts.layer} layers and ${counts.image} images: ${problems === 0 ? 'all is well' : `${problems} wrong`}\n`,
    );
  }
  if (problems > 0) cli.exitCode = 1;
}

function problemLine(item: VerifyItem): string {
  if (item.type === 'checked') return '';
  return `${item.kind} ${item.name} ${item.message}${item.repaired ? ' (removed)' : ''}\n`;
}
