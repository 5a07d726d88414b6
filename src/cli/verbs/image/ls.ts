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
import { idText, type StoreListOptions, storeList, storeRows } from '../../render/image/store-list.js';
import type { AddVerb } from '../verb.js';
import { LIST_FILTERS, selectImages } from './image-filters.js';

interface ListOptions {
  readonly all?: true;
  readonly digests?: true;
  readonly filter: readonly string[];
  readonly format: ListFormat;
  readonly trunc: boolean;
  readonly quiet?: true;
}

export const addImageList: AddVerb = (image, run) => {
  image
    .command('ls')
    .alias('list')
    .description('List the images of the store')
    .addHelpText(
      'after',
      examples(
        ['', 'All images'],
        ['--filter dangling=true -q', 'Ids of those without a name'],
        ["--format 'table {{.Repository}}\\t{{.Size}}'", 'With columns of your choice'],
      ),
    )
    .argument('[repository[:tag]]', 'only these')
    .option('-a, --all', 'accepted as Docker does; images of steps are not kept')
    .option('--digests', 'show digests')
    .option('-f, --filter <filter>', `only what fits: ${LIST_FILTERS.join(', ')}`, appendValue, [])
    .option('--format <format>', FORMAT_HELP, parseListFormat, TABLE)
    .option('--no-trunc', 'do not cut ids')
    .option('-q, --quiet', 'only ids')
    .action(run(listStore));
};

/** The store's images, as `docker images` lists them. */
export async function listStore(cli: Cli, name: string | undefined, options: ListOptions): Promise<void> {
  const filters = parseFilters(options.filter, LIST_FILTERS);
  const now = cli.host.now();
  const shape: StoreListOptions = { digests: options.digests === true, full: !options.trunc };
  const render = await listRenderer(options.format, storeList(now, shape), cli.tableWidth(options.trunc));
  const client = await cli.connectIfAny();
  const all = client === undefined ? [] : await client.images();
  const rows = selectImages(storeRows(all), name, filters, now);
  const isPlain = options.format.type === 'table';
  if (options.quiet && isPlain)
    cli.print(rows.map(({ image }) => `${idText(image.id, shape.full)}\n`).join(''));
  else cli.print(render(rows));
}
