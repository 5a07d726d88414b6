import type { DiskUsage } from '../../../spec/images.js';
import type { Cli } from '../../cli.js';
import { parseFormat } from '../../flag-values.js';
import { usageDetails, usageJson, usageTable } from '../../render/disk-usage.js';
import type { AddVerb } from '../verb.js';

interface DiskUsageOptions {
  readonly format: 'table' | 'json';
  readonly verbose?: true;
}

const NOTHING: DiskUsage = { images: [], imagesSize: 0, containers: [], volumes: [] };

export const addSystem: AddVerb = (program, run) => {
  program
    .command('system')
    .description('Look after the state root as a whole')
    .command('df')
    .description('Show what images, containers and volumes take on the disk')
    .option(
      '--format <format>',
      'table or json (one object per line)',
      parseFormat(['table', 'json']),
      'table',
    )
    .option('-v, --verbose', 'one line for each image, container and volume')
    .action(run(diskUsage));
};

async function diskUsage(cli: Cli, options: DiskUsageOptions): Promise<void> {
  const client = await cli.connectIfAny();
  const usage = client === undefined ? NOTHING : await client.diskUsage();
  if (options.verbose) cli.print(usageDetails(usage, cli.host.now()));
  else cli.print(options.format === 'json' ? usageJson(usage) : usageTable(usage));
}
