import type { Command } from 'commander';
import type { Cli } from '../../cli.js';
import { examples } from '../../help/examples.js';
import type { AddVerb, Run } from '../verb.js';

export const addImageTag: AddVerb = (parent: Command, run: Run) => {
  parent
    .command('tag')
    .description('Give an image a further name')
    .addHelpText('after', examples(['app ghcr.io/me/app:v2', 'A name to push it by']))
    .argument('<image>', 'by name or id')
    .argument('<repository[:tag]>', 'the further name')
    .action(run(tag));
};

async function tag(cli: Cli, source: string, target: string): Promise<void> {
  const client = await cli.connect();
  await client.tagImage({ source, target });
}
