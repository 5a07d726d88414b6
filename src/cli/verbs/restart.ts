import { type AdoptOptions, addAdopt } from '../adopt.js';
import type { Cli } from '../cli.js';
import { parseTimeout } from '../flag-values.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { findScope } from '../session/scope.js';
import { showOperation } from '../session/show-operation.js';
import type { AddVerb } from './verb.js';

interface RestartOptions extends AdoptOptions {
  /** False for `--no-deps`. */
  readonly deps: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
}

export const addRestart: AddVerb = (program, run) => {
  const command = program
    .command('restart')
    .description('Stop and start containers, and those that depend on them with "restart: true"')
    .addHelpText(
      'after',
      examples(
        ['web', 'web, and what depends on it with "restart: true"'],
        ['--no-deps -t 1 web', 'web alone, with a second of grace'],
      ),
    )
    .argument('[service...]', 'only these')
    .option('--no-deps', 'leave dependents alone')
    .option('-t, --timeout <seconds>', 'time to stop containers before they are killed', parseTimeout)
    .action(run(restart));
  addDryRun(addAdopt(command));
};

async function restart(cli: Cli, services: readonly string[], options: RestartOptions): Promise<void> {
  const { client, project, request } = await findScope(cli, services, options);
  if (client === undefined) return;
  const { deps, timeout } = options;
  const all = {
    ...request,
    withoutDependents: !deps,
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  };
  await showOperation(cli, (signal) => client.restart(project.name, all, signal));
}
