import { registryName } from '../../local/credentials/registry-name.js';
import type { Cli } from '../cli.js';
import { examples } from '../help/examples.js';
import type { AddVerb } from './verb.js';

export const addLogout: AddVerb = (program, run) => {
  program
    .command('logout')
    .description('Forget the login at a registry')
    .addHelpText('after', examples(['ghcr.io', 'Forget the login at ghcr.io']))
    .argument('[server]', 'registry, e.g. ghcr.io; Docker Hub when absent')
    .action(run(logout));
};

async function logout(cli: Cli, server: string | undefined): Promise<void> {
  const registry = registryName(server);
  const known = await (await cli.host.logins()).remove(registry);
  cli.print(known ? `Removing login credentials for ${registry}\n` : `Not logged in to ${registry}\n`);
}
