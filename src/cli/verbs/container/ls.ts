import { TscomposeError } from '../../../base/errors.js';
import type { Cli } from '../../cli.js';
import { parseFilters } from '../../filters.js';
import { appendValue } from '../../flag-values.js';
import {
  FORMAT_HELP,
  type ListFormat,
  listRenderer,
  parseListFormat,
  TABLE,
} from '../../format/list-format.js';
import { examples } from '../../help/examples.js';
import { FILTERS, isListed } from '../../render/container-filters.js';
import { singleContainerList } from '../../render/single-container-list.js';
import type { AddVerb } from '../verb.js';

interface LsOptions {
  readonly all?: true;
  readonly filter: readonly string[];
  readonly format: ListFormat;
  readonly last?: number;
  readonly latest?: true;
  readonly quiet?: true;
  readonly size?: true;
  readonly trunc: boolean;
}

export const addContainerLs: AddVerb = (container, run) => {
  container
    .command('ls')
    .aliases(['ps', 'list'])
    .description('List containers, those of all stacks and of none')
    .addHelpText(
      'after',
      examples(
        ['-a', 'Those that do not run, too'],
        [
          '--filter label=com.docker.compose.project=demo --format "{{.Names}}: {{.Status}}"',
          'Those of one stack, in a form of your own',
        ],
      ),
    )
    .option('-a, --all', 'those that do not run, too')
    .option('-f, --filter <filter>', `only some: ${FILTERS.join(', ')}; may be repeated`, appendValue, [])
    .option('--format <format>', FORMAT_HELP, parseListFormat, TABLE)
    .option('-n, --last <number>', 'the last ones that were created', parseCount)
    .option('-l, --latest', 'the last one that was created')
    .option('-q, --quiet', 'only ids')
    .option('-s, --size', 'what each has written')
    .option('--no-trunc', 'do not cut columns')
    .action(run(ls));
};

async function ls(cli: Cli, options: LsOptions): Promise<void> {
  const filters = parseFilters(options.filter, FILTERS);
  const sizes = new Map<string, number>();
  const list = singleContainerList(cli.host.now(), { full: !options.trunc, sizes });
  const shape = options.size ? { ...list, table: [...list.table, 'Size'] } : list;
  const render = await listRenderer(options.format, shape);
  const client = await cli.connectIfAny();
  const containers = client === undefined ? [] : await client.containers();
  if (options.size && client !== undefined) {
    for (const { container, size } of (await client.diskUsage()).containers) sizes.set(container.id, size);
  }
  const count = options.latest ? 1 : options.last;
  const rows = [...containers]
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
    .filter((container) => isListed(container, filters, options.all === true || count !== undefined))
    .slice(0, count);
  if (!options.quiet) cli.print(render(rows));
  else cli.print(rows.map(({ id }) => `${options.trunc ? id.slice(0, 12) : id}\n`).join(''));
}

function parseCount(value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new TscomposeError(
    'USAGE',
    `invalid argument "${value}" for "-n, --last" flag: a number is expected`,
  );
}
