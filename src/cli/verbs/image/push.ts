import type { Command } from 'commander';
import type { Cli } from '../../cli.js';
import { addDryRun } from '../../globals.js';
import { examples } from '../../help/examples.js';
import { printReferences, pushImages, tagsWanted } from '../../session/transfer.js';
import type { AddVerb, Run } from '../verb.js';

interface PushOptions {
  readonly quiet?: true;
  readonly allTags?: true;
}

export const addImagePush: AddVerb = (parent: Command, run: Run) => {
  const command = parent
    .command('push')
    .description('Push images by name, whatever stack is here')
    .addHelpText(
      'after',
      examples(['ghcr.io/me/app:v2', 'One tag'], ['-a ghcr.io/me/app', 'Every tag that is here']),
    )
    .argument('<image...>')
    .option('-a, --all-tags', 'every tag that the repositories have here')
    .option('-q, --quiet', 'no progress')
    .action(run(push));
  addDryRun(command);
};

async function push(cli: Cli, words: readonly string[], { quiet, allTags }: PushOptions): Promise<void> {
  const request = { references: [...new Set(words)], ignoreFailures: false, ...tagsWanted(words, allTags) };
  const progress = await cli.openProgress(quiet ? 'quiet' : undefined);
  try {
    await pushImages(cli, request, progress);
  } finally {
    await progress.close();
  }
  if (quiet && !cli.globals.dryRun) printReferences(cli, words, allTags);
}
