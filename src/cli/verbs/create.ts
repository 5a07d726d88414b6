import type { Cli } from '../cli.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { withoutPulls } from '../progress/without-pulls.js';
import { prepareUp } from '../session/prepare-up.js';
import { showOperation } from '../session/show-operation.js';
import { addCreateFlags, checkUpFlags, NO_UP_FLAGS, type UpFlags } from '../up-flags.js';
import type { AddVerb } from './verb.js';

interface CreateOptions extends UpFlags {
  readonly quietPull?: true;
}

export const addCreate: AddVerb = (program, run) => {
  const command = program
    .command('create')
    .description('Create containers, and start none')
    .addHelpText(
      'after',
      examples(
        ['', 'All containers, to be started later'],
        ['--pull always web', 'Those of web and what it depends on, of the newest image'],
      ),
    )
    .argument('[service...]', 'only these, and what they depend on')
    .option('--quiet-pull', 'no progress of pulls')
    .action(run(create));
  addDryRun(addCreateFlags(command));
};

async function create(cli: Cli, services: readonly string[], options: CreateOptions): Promise<void> {
  const flags = { ...NO_UP_FLAGS, ...options, start: false };
  checkUpFlags(flags);
  const request = await prepareUp(cli, services, flags);
  const client = await cli.connect();
  await showOperation(
    cli,
    (signal) => client.up(request.stack.name, request, signal),
    options.quietPull ? withoutPulls : undefined,
  );
}
