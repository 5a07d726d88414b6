import type { Cli } from '../cli.js';
import { addDryRun } from '../globals.js';
import { chooseImages } from '../session/image-choice.js';
import { pushImages } from '../session/transfer.js';
import type { AddVerb } from './verb.js';

interface PushOptions {
  readonly quiet?: true;
  readonly ignorePushFailures?: true;
  readonly includeDeps?: true;
}

export const addPush: AddVerb = (program, run) => {
  const command = program
    .command('push')
    .description('Push images of services, or images by name where no stack file is')
    .argument('[service...]', 'only these')
    .option('-q, --quiet', 'no progress')
    .option('--ignore-push-failures', 'push what can be pushed')
    .option('--include-deps', 'what the services depend on, too')
    .action(run(push));
  addDryRun(command);
};

async function push(cli: Cli, words: readonly string[], options: PushOptions): Promise<void> {
  const { images } = await chooseImages(cli, words, options.includeDeps === true);
  const references = [...new Set(images.flatMap(({ image }) => image ?? []))];
  if (references.length === 0) return;
  const progress = await cli.openProgress(options.quiet ? 'quiet' : undefined);
  try {
    await pushImages(cli, references, options.ignorePushFailures === true, progress);
  } finally {
    await progress.close();
  }
}
