import type { Cli } from '../cli.js';
import { findLogins } from '../credentials/find-logins.js';
import { chooseImages } from '../session/image-choice.js';
import { Interrupts } from '../session/interrupts.js';
import { runOperation } from '../session/run-operation.js';
import type { AddVerb } from './verb.js';

interface PushOptions {
  readonly quiet?: true;
  readonly ignorePushFailures?: true;
  readonly includeDeps?: true;
}

export const addPush: AddVerb = (program, run) => {
  program
    .command('push')
    .description('Push images of services, or images by name where no stack file is')
    .argument('[service...]', 'only these')
    .option('-q, --quiet', 'no progress')
    .option('--ignore-push-failures', 'push what can be pushed')
    .option('--include-deps', 'what the services depend on, too')
    .action(run(push));
};

async function push(cli: Cli, words: readonly string[], options: PushOptions): Promise<void> {
  const { images } = await chooseImages(cli, words, options.includeDeps === true);
  const references = [...new Set(images.flatMap(({ image }) => image ?? []))];
  if (references.length === 0) return;
  using interrupts = new Interrupts(cli.host);
  const logins = await findLogins(await cli.host.logins(), references);
  const client = await cli.connect();
  const progress = await cli.openProgress(options.quiet ? 'quiet' : undefined);
  try {
    const request = { references, ignoreFailures: options.ignorePushFailures === true, ...logins };
    await runOperation(client.push(request, interrupts.asked), progress);
  } finally {
    await progress.close();
  }
}
