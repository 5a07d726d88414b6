import type { Cli } from '../../cli.js';
import { parseFilters } from '../../filters.js';
import { appendValue, parseFormat } from '../../flag-values.js';
import {
  idText,
  type StoreListOptions,
  storeJson,
  storeRows,
  storeTable,
} from '../../render/image/store-list.js';
import type { AddVerb } from '../verb.js';
import { LIST_FILTERS, selectImages } from './image-filters.js';

interface ListOptions {
  readonly all?: true;
  readonly digests?: true;
  readonly filter: readonly string[];
  readonly format: 'table' | 'json';
  readonly trunc: boolean;
  readonly quiet?: true;
}

export const addImageList: AddVerb = (image, run) => {
  image
    .command('ls')
    .alias('list')
    .description('List the images of the store')
    .argument('[repository[:tag]]', 'only these')
    .option('-a, --all', 'accepted as Docker does; images of steps are not kept')
    .option('--digests', 'show digests')
    .option('-f, --filter <filter>', `only what fits: ${LIST_FILTERS.join(', ')}`, appendValue, [])
    .option(
      '--format <format>',
      'table or json (one object per line)',
      parseFormat(['table', 'json']),
      'table',
    )
    .option('--no-trunc', 'do not cut ids')
    .option('-q, --quiet', 'only ids')
    .action(run(list));
};

async function list(cli: Cli, name: string | undefined, options: ListOptions): Promise<void> {
  const filters = parseFilters(options.filter, LIST_FILTERS);
  const client = await cli.connectIfAny();
  const all = client === undefined ? [] : await client.images();
  const rows = selectImages(storeRows(all), name, filters, cli.host.now());
  const shape: StoreListOptions = { digests: options.digests === true, full: !options.trunc };
  if (options.quiet) cli.print(rows.map(({ image }) => `${idText(image.id, shape.full)}\n`).join(''));
  else if (options.format === 'json') cli.print(storeJson(rows, cli.host.now(), shape));
  else cli.print(storeTable(rows, cli.host.now(), shape));
}
