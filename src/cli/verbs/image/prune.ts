import type { PruneImagesRequest, PruneResult } from '../../../spec/images.js';
import type { Cli } from '../../cli.js';
import { type Filters, flagFilter, momentOf, parseFilters } from '../../filters.js';
import { appendValue } from '../../flag-values.js';
import { examples } from '../../help/examples.js';
import { decimalSize } from '../../render/decimal-size.js';
import { confirm } from '../../session/confirm.js';
import type { AddVerb } from '../verb.js';

interface PruneOptions {
  readonly all?: true;
  readonly filter: readonly string[];
  readonly force?: true;
}

const FILTERS = ['dangling', 'label', 'label!', 'until'] as const;

export const addImagePrune: AddVerb = (image, run) => {
  image
    .command('prune')
    .description('Remove unused images')
    .addHelpText(
      'after',
      examples(
        ['-f', 'Images without a name, unasked'],
        ['-a --filter until=240h', 'All that no container uses and that are older than ten days'],
      ),
    )
    .option('-a, --all', 'every image that no container uses, not only those without a name')
    .option('--filter <filter>', `only what fits: ${FILTERS.join(', ')}`, appendValue, [])
    .option('-f, --force', 'do not ask')
    .action(run(prune));
};

async function prune(cli: Cli, options: PruneOptions): Promise<void> {
  const request = pruneRequest(parseFilters(options.filter, FILTERS), options, cli.host.now());
  const what = request.all
    ? 'all images without at least one container associated to them'
    : 'all dangling images';
  if (!options.force) await confirm(cli, `WARNING! This will remove ${what}.`, 'image prune');
  const client = await cli.connectIfAny();
  const result = client === undefined ? { removed: [], bytes: 0 } : await client.pruneImages(request);
  cli.print(pruneText(result));
}

function pruneRequest(filters: Filters, options: PruneOptions, now: Date): PruneImagesRequest {
  const until = filters.get('until')?.at(-1);
  return {
    all: options.all === true || flagFilter(filters, 'dangling') === false,
    labels: filters.get('label') ?? [],
    notLabels: filters.get('label!') ?? [],
    ...(until === undefined ? {} : { until: momentOf(until, now).toISOString() }),
  };
}

function pruneText({ removed, bytes }: PruneResult): string {
  const lines = removed.map(({ type, name }) => `${type}: ${name}\n`).join('');
  const list = lines === '' ? '' : `Deleted Images:\n${lines}\n`;
  return `${list}Total reclaimed space: ${decimalSize(bytes, 4)}\n`;
}
