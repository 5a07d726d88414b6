import type { Cli } from '../cli.js';
import { addDryRun } from '../globals.js';
import { findScope } from '../session/scope.js';
import { showOperation } from '../session/show-operation.js';
import type { AddVerb } from './verb.js';

export const addPause: AddVerb = (program, run) => {
  const command = program
    .command('pause')
    .description('Let the processes of running containers stand still')
    .argument('[service...]', 'only these')
    .action(run((cli, services: readonly string[]) => setPaused(cli, services, true)));
  addDryRun(command);
};

export const addUnpause: AddVerb = (program, run) => {
  const command = program
    .command('unpause')
    .description('Let paused containers go on')
    .argument('[service...]', 'only these')
    .action(run((cli, services: readonly string[]) => setPaused(cli, services, false)));
  addDryRun(command);
};

async function setPaused(cli: Cli, services: readonly string[], paused: boolean): Promise<void> {
  const { client, project, request } = await findScope(cli, services);
  if (client === undefined) return;
  await showOperation(cli, (signal) => client.pause(project.name, { ...request, paused }, signal));
}
