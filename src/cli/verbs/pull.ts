import { type Cli, requireServices } from '../cli.js';
import { Interrupts } from '../session/interrupts.js';
import { runOperation } from '../session/run-operation.js';
import type { AddVerb } from './verb.js';

export const addPull: AddVerb = (program, run) => {
  program
    .command('pull')
    .description('Pull images of services')
    .argument('[service...]', 'only these')
    .option('-q, --quiet', 'no progress')
    .action(run(pull));
};

async function pull(
  cli: Cli,
  services: readonly string[],
  options: { readonly quiet?: true },
): Promise<void> {
  const { stack } = await cli.loadStack();
  requireServices(services, Object.keys(stack.services));
  const wanted = Object.entries(stack.services).filter(
    ([name]) => services.length === 0 || services.includes(name),
  );
  const images = [...new Set(wanted.flatMap(([, { image }]) => image ?? []))];
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  const progress = await cli.openProgress(options.quiet ? 'quiet' : undefined);
  try {
    await runOperation(client.pull(images, interrupts.asked), progress);
  } finally {
    await progress.close();
  }
}
