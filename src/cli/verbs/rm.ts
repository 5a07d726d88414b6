import { type AdoptOptions, addAdopt, checkoutOf } from '../adopt.js';
import type { Cli } from '../cli.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { ask } from '../session/confirm.js';
import { findScope, isInScope, type Scope } from '../session/scope.js';
import { showOperation } from '../session/show-operation.js';
import type { AddVerb } from './verb.js';

interface RmOptions extends AdoptOptions {
  readonly force?: true;
  readonly stop?: true;
  readonly volumes?: true;
}

export const addRm: AddVerb = (program, run) => {
  const command = program
    .command('rm')
    .description('Remove containers that do not run')
    .addHelpText(
      'after',
      examples(['-fsv web', 'Stop and remove the containers of web, and their anonymous volumes']),
    )
    .argument('[service...]', 'only these')
    .option('-f, --force', 'do not ask')
    .option('-s, --stop', 'stop containers that run before')
    .option('-v, --volumes', 'remove their anonymous volumes too')
    .action(run(rm));
  addDryRun(addAdopt(command));
};

async function rm(cli: Cli, services: readonly string[], options: RmOptions): Promise<void> {
  const scope = await findScope(cli, services, options);
  const { client, project } = scope;
  if (client !== undefined && options.stop) {
    await showOperation(cli, (signal) => client.stop(project.name, scope.request, signal));
  }
  const containers = client === undefined ? [] : await client.ps(project.name);
  const stopped = stoppedOf({ ...scope, containers });
  if (client === undefined || stopped.length === 0) {
    if (cli.globals.progress !== 'quiet') cli.host.stderr.write('No stopped containers\n');
    return;
  }
  const checkout = checkoutOf(cli, project, options);
  const removal = { ...cli.asked, ...checkout, containers: [], volumes: options.volumes === true };
  // Whose they are is found out before anybody is asked.
  if (!options.force && checkout.adopt !== true)
    await showOperation(cli, (signal) => client.remove(project.name, { ...removal, dryRun: true }, signal));
  const what = `Going to remove ${stopped.map(({ name }) => name).join(', ')}`;
  if (options.force) cli.print(`${what}\n`);
  else if (!(await ask(cli, what))) return;
  const request = { ...removal, containers: stopped.map(({ id }) => id) };
  await showOperation(cli, (signal) => client.remove(project.name, request, signal));
}

function stoppedOf(scope: Scope) {
  return scope.containers.filter(
    (container) =>
      isInScope(scope, container) &&
      !container.oneOff &&
      container.state.status !== 'running' &&
      !container.restarting,
  );
}
