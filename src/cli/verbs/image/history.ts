import type { Cli } from '../../cli.js';
import { parseFormat } from '../../flag-values.js';
import { historyIds, historyJson, historyTable } from '../../render/image/history.js';
import { withWrittenFlags } from '../../written-flags.js';
import type { AddVerb } from '../verb.js';

interface HistoryVerbOptions {
  readonly format: 'table' | 'json';
  readonly human: boolean;
  readonly trunc: boolean;
  readonly quiet?: true;
}

export const addImageHistory: AddVerb = (parent, run) => {
  withWrittenFlags(parent.command('history'))
    .description('Show how an image was made')
    .argument('<image>')
    .option(
      '--format <format>',
      'table or json (one object per line)',
      parseFormat(['table', 'json']),
      'table',
    )
    .option('-H, --human', 'sizes and times for people (the default)', true)
    .option('--no-human', 'sizes in bytes and times as they are')
    .option('--no-trunc', 'do not cut columns')
    .option('-q, --quiet', 'only ids')
    .action(run(history));
};

async function history(cli: Cli, image: string, options: HistoryVerbOptions): Promise<void> {
  const client = await cli.connect();
  const details = await client.inspectImage(image);
  const now = cli.host.now();
  const shape = { human: options.human, full: !options.trunc };
  if (options.quiet) cli.print(historyIds(details, shape));
  else
    cli.print(
      options.format === 'json' ? historyJson(details, now, shape) : historyTable(details, now, shape),
    );
}
