import { type AdoptOptions, addAdopt } from '../adopt.js';
import type { Cli } from '../cli.js';
import { isTrue } from '../flag-values.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { findScope } from '../session/scope.js';
import { showOperation } from '../session/show-operation.js';
import type { AddVerb } from './verb.js';

interface KillOptions extends AdoptOptions {
  readonly signal: string;
  readonly removeOrphans?: true;
}

export const addKill: AddVerb = (program, run) => {
  const command = program
    .command('kill')
    .description('Send a signal to running containers')
    .addHelpText(
      'after',
      examples(['-s SIGHUP web', 'Have web read its configuration anew'], ['', 'End all at once']),
    )
    .argument('[service...]', 'only these')
    .option('-s, --signal <signal>', 'which one', 'SIGKILL')
    .option('--remove-orphans', 'to containers of services that the file no longer has, too')
    .action(run(kill));
  addDryRun(addAdopt(command));
};

async function kill(cli: Cli, services: readonly string[], options: KillOptions): Promise<void> {
  const { client, project, request } = await findScope(cli, services, options);
  const { signal, removeOrphans } = options;
  const orphans = removeOrphans ?? isTrue(cli.host.env.COMPOSE_REMOVE_ORPHANS);
  const { stack: _, ...ofAny } = request;
  const all = { ...(orphans ? ofAny : request), signal };
  const reached =
    client !== undefined && (await showOperation(cli, (until) => client.kill(project.name, all, until)));
  if (!reached && cli.globals.progress !== 'quiet') cli.host.stderr.write('no container to kill\n');
}
