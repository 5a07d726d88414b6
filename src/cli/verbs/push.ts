import type { Cli } from '../cli.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { allTagsOf, chooseImages } from '../session/image-choice.js';
import { pushImages } from '../session/transfer.js';
import type { AddVerb } from './verb.js';

interface PushOptions {
  readonly quiet?: true;
  readonly ignorePushFailures?: true;
  readonly includeDeps?: true;
  readonly allTags?: true;
}

export const addPush: AddVerb = (program, run) => {
  const command = program
    .command('push')
    .description('Push images of services, or images by name where no stack file is')
    .addHelpText(
      'after',
      examples(['web', 'The image of web'], ['ghcr.io/me/app:v2', 'By name, where no stack file is']),
    )
    .argument('[service...]', 'only these')
    .option('-q, --quiet', 'no progress')
    .option('--ignore-push-failures', 'push what can be pushed')
    .option('--include-deps', 'what the services depend on, too')
    .option('-a, --all-tags', 'of images by name: every tag that the repositories have here')
    .action(run(push));
  addDryRun(command);
};

async function push(cli: Cli, words: readonly string[], options: PushOptions): Promise<void> {
  const choice = await chooseImages(cli, words, options.includeDeps === true);
  const tags = allTagsOf(choice, words, options.allTags);
  const references = [...new Set(choice.images.flatMap(({ image }) => image ?? []))];
  if (references.length === 0) return;
  const progress = await cli.openProgress(options.quiet ? 'quiet' : undefined);
  try {
    const ignoreFailures = options.ignorePushFailures === true;
    await pushImages(cli, { references, ignoreFailures, ...tags }, progress);
  } finally {
    await progress.close();
  }
}
