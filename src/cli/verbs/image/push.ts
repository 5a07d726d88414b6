import type { Command } from 'commander';
import type { Cli } from '../../cli.js';
import { addDryRun } from '../../globals.js';
import { printReferences, pushImages } from '../../session/transfer.js';
import type { AddVerb, Run } from '../verb.js';

export const addImagePush: AddVerb = (parent: Command, run: Run) => {
  const command = parent
    .command('push')
    .description('Push images by name, whatever stack is here')
    .argument('<image...>')
    .option('-q, --quiet', 'no progress')
    .action(run(push));
  addDryRun(command);
};

async function push(cli: Cli, words: readonly string[], { quiet }: { readonly quiet?: true }): Promise<void> {
  const progress = await cli.openProgress(quiet ? 'quiet' : undefined);
  try {
    await pushImages(cli, [...new Set(words)], false, progress);
  } finally {
    await progress.close();
  }
  if (quiet && !cli.globals.dryRun) printReferences(cli, words);
}
