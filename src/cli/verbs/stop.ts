import { type AdoptOptions, addAdopt } from '../adopt.js';
import type { Cli } from '../cli.js';
import { parseTimeout } from '../flag-values.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { findScope } from '../session/scope.js';
import { showOperation } from '../session/show-operation.js';
import type { AddVerb } from './verb.js';

interface StopOptions extends AdoptOptions {
  /** Milliseconds. */
  readonly timeout?: number;
}

export const addStop: AddVerb = (program, run) => {
  const command = program
    .command('stop')
    .description('Stop containers, dependents first')
    .addHelpText('after', examples(['-t 30', 'With half a minute of grace'], ['web', 'web alone']))
    .argument('[service...]', 'only these')
    .option('-t, --timeout <seconds>', 'time to stop containers before they are killed', parseTimeout)
    .action(run(stop));
  addDryRun(addAdopt(command));
};

async function stop(cli: Cli, services: readonly string[], options: StopOptions): Promise<void> {
  const { client, project, request } = await findScope(cli, services, options);
  if (client === undefined) return;
  const { timeout } = options;
  const all = { ...request, ...(timeout === undefined ? {} : { timeoutMs: timeout }) };
  await showOperation(cli, (signal) => client.stop(project.name, all, signal));
}
