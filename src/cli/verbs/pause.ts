import { type AdoptOptions, addAdopt } from '../adopt.js';
import type { Cli } from '../cli.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { findScope } from '../session/scope.js';
import { showOperation } from '../session/show-operation.js';
import type { AddVerb } from './verb.js';

export const addPause: AddVerb = (program, run) => {
  const command = program
    .command('pause')
    .description('Let the processes of running containers stand still')
    .addHelpText('after', examples(['db', 'Let the processes of db stand still']))
    .argument('[service...]', 'only these')
    .action(
      run((cli, services: readonly string[], options: AdoptOptions) =>
        setPaused(cli, services, { ...options, paused: true }),
      ),
    );
  addDryRun(addAdopt(command));
};

export const addUnpause: AddVerb = (program, run) => {
  const command = program
    .command('unpause')
    .description('Let paused containers go on')
    .addHelpText('after', examples(['', 'Let all go on']))
    .argument('[service...]', 'only these')
    .action(
      run((cli, services: readonly string[], options: AdoptOptions) =>
        setPaused(cli, services, { ...options, paused: false }),
      ),
    );
  addDryRun(addAdopt(command));
};

async function setPaused(
  cli: Cli,
  services: readonly string[],
  options: AdoptOptions & { readonly paused: boolean },
): Promise<void> {
  const { client, project, request } = await findScope(cli, services, options);
  const { paused } = options;
  if (client === undefined) return;
  await showOperation(cli, (signal) => client.pause(project.name, { ...request, paused }, signal));
}
