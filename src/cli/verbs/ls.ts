import type { Cli } from '../cli.js';
import { parseFilters } from '../filters.js';
import { appendValue, parseFormat } from '../flag-values.js';
import { examples } from '../help/examples.js';
import { stackRows, stackTable } from '../render/stack-list.js';
import type { AddVerb } from './verb.js';

interface LsOptions {
  readonly all?: true;
  readonly filter: readonly string[];
  readonly format: 'table' | 'json';
  readonly quiet?: true;
}

export const addLs: AddVerb = (program, run) => {
  program
    .command('ls')
    .description('List stacks, those of other directories too')
    .addHelpText(
      'after',
      examples(['', 'Stacks that run'], ['-a --format json', 'All of them, for programs']),
    )
    .option('-a, --all', 'stacks of which nothing runs, too')
    .option('--filter <filter>', 'only some: name=PATTERN; may be repeated', appendValue, [])
    .option('--format <format>', 'table or json', parseFormat(['table', 'json']), 'table')
    .option('-q, --quiet', 'only names')
    .action(run(ls));
};

async function ls(cli: Cli, options: LsOptions): Promise<void> {
  const names = parseFilters(options.filter, ['name']).get('name') ?? [];
  const client = await cli.connectIfAny();
  const containers = client === undefined ? [] : await client.containers();
  const rows = stackRows(containers, { all: options.all === true, names });
  if (options.quiet) cli.print(rows.map(({ Name }) => `${Name}\n`).join(''));
  else
    cli.print(options.format === 'json' ? `${JSON.stringify(rows)}\n` : stackTable(rows, cli.tableWidth()));
}
