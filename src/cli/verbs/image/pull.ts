import type { Command } from 'commander';
import type { Cli } from '../../cli.js';
import { addDryRun } from '../../globals.js';
import { examples } from '../../help/examples.js';
import { printReferences, pullImages, tagsWanted } from '../../session/transfer.js';
import type { AddVerb, Run } from '../verb.js';

interface PullOptions {
  readonly platform?: string;
  readonly quiet?: true;
  readonly allTags?: true;
}

export const addImagePull: AddVerb = (parent: Command, run: Run) => {
  const command = parent
    .command('pull')
    .description('Pull images by name, whatever stack is here')
    .addHelpText(
      'after',
      examples(
        ['nginx:1.27 redis:7', 'Two images at the same time'],
        ['--platform linux/arm64 nginx', 'Of another platform'],
        ['-a ghcr.io/me/app', 'Every tag of a repository'],
      ),
    )
    .argument('<image...>')
    .option('-a, --all-tags', 'every tag of the repositories')
    .option('--platform <platform>', "e.g. linux/arm64, instead of this machine's")
    .option('-q, --quiet', 'no progress')
    .action(run(pull));
  addDryRun(command);
};

async function pull(
  cli: Cli,
  words: readonly string[],
  { platform, quiet, allTags }: PullOptions,
): Promise<void> {
  const tags = tagsWanted(words, allTags);
  const progress = await cli.openProgress(quiet ? 'quiet' : undefined);
  const wish = platform === undefined ? {} : { platform };
  const images = [...new Set(words)].map((reference) => ({ reference, ...wish }));
  try {
    await pullImages(cli, { images, ignoreFailures: false, ...tags }, progress);
  } finally {
    await progress.close();
  }
  if (!cli.globals.dryRun) printReferences(cli, words, allTags);
}
