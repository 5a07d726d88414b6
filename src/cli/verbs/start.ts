import { TscomposeError } from '../../base/errors.js';
import { type AdoptOptions, addAdopt } from '../adopt.js';
import type { Cli } from '../cli.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { findScope } from '../session/scope.js';
import { showOperation } from '../session/show-operation.js';
import type { AddVerb } from './verb.js';

export const addStart: AddVerb = (program, run) => {
  const command = program
    .command('start')
    .description('Start containers that are there, and what they depend on')
    .addHelpText('after', examples(['', 'Start all that is there'], ['web', 'web, and what it depends on']))
    .argument('[service...]', 'only these')
    .action(run(start));
  addDryRun(addAdopt(command));
};

async function start(cli: Cli, services: readonly string[], options: AdoptOptions): Promise<void> {
  const { client, project, request } = await findScope(cli, services, options);
  if (client !== undefined) {
    await showOperation(cli, (signal) => client.start(project.name, request, signal));
    return;
  }
  const [first] = services.length > 0 ? services : Object.keys(request.stack?.services ?? {});
  if (first === undefined) return;
  throw new TscomposeError('CONTAINER_NOT_FOUND', `service "${first}" has no container to start`, {
    subject: first,
    hint: 'Make it with "tscompose up" or "tscompose create".',
  });
}
