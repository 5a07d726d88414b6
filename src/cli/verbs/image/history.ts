import type { Cli } from '../../cli.js';
import {
  FORMAT_HELP,
  type ListFormat,
  listRenderer,
  parseListFormat,
  TABLE,
} from '../../format/list-format.js';
import { examples } from '../../help/examples.js';
import { historyIds, historyList, historyRows } from '../../render/image/history.js';
import { withWrittenFlags } from '../../written-flags.js';
import type { AddVerb } from '../verb.js';

interface HistoryVerbOptions {
  readonly format: ListFormat;
  readonly human: boolean;
  readonly trunc: boolean;
  readonly quiet?: true;
}

export const addImageHistory: AddVerb = (parent, run) => {
  withWrittenFlags(parent.command('history'))
    .description('Show how an image was made')
    .addHelpText(
      'after',
      examples(['nginx:1.27', 'The steps, newest first'], ['--no-trunc nginx:1.27', 'With whole commands']),
    )
    .argument('<image>')
    .option('--format <format>', FORMAT_HELP, parseListFormat, TABLE)
    .option('-H, --human', 'sizes and times for people (the default)', true)
    .option('--no-human', 'sizes in bytes and times as they are')
    .option('--no-trunc', 'do not cut columns')
    .option('-q, --quiet', 'only ids')
    .action(run(history));
};

async function history(cli: Cli, image: string, options: HistoryVerbOptions): Promise<void> {
  const shape = { human: options.human, full: !options.trunc };
  const render = await listRenderer(
    options.format,
    historyList(cli.host.now(), shape),
    cli.tableWidth(options.trunc),
  );
  const client = await cli.connect();
  const rows = historyRows(await client.inspectImage(image));
  const isPlain = options.format.type === 'table';
  cli.print(options.quiet && isPlain ? historyIds(rows, shape) : render(rows));
}
