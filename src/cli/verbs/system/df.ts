import type { DiskUsage } from '../../../spec/images.js';
import type { Cli } from '../../cli.js';
import {
  FORMAT_HELP,
  type ListFormat,
  listRenderer,
  parseListFormat,
  TABLE,
} from '../../format/list-format.js';
import { examples } from '../../help/examples.js';
import { detailsRenderer } from '../../render/usage-details.js';
import { USAGE_LIST, usageRows } from '../../render/usage-summary.js';
import type { AddVerb } from '../verb.js';

interface DiskUsageOptions {
  readonly format: ListFormat;
  readonly verbose?: true;
}

const NOTHING: DiskUsage = { images: [], imagesSize: 0, containers: [], volumes: [] };

export const addSystem: AddVerb = (program, run) => {
  program
    .command('system')
    .description('Look after the state root as a whole')
    .command('df')
    .description('Show what images, containers and volumes take on the disk')
    .addHelpText('after', examples(['', 'Sums'], ['-v', 'Image by image']))
    .option('--format <format>', FORMAT_HELP, parseListFormat, TABLE)
    .option('-v, --verbose', 'one line for each image, container and volume')
    .action(run(diskUsage));
};

async function diskUsage(cli: Cli, { format, verbose }: DiskUsageOptions): Promise<void> {
  const details = verbose ? await detailsRenderer(format, cli.host.now()) : undefined;
  const summary = await listRenderer(format, USAGE_LIST);
  const client = await cli.connectIfAny();
  const usage = client === undefined ? NOTHING : await client.diskUsage();
  cli.print(details === undefined ? summary(usageRows(usage)) : await details(usage));
}
