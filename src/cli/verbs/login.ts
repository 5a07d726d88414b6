import { TscomposeError } from '../../base/errors.js';
import { registryName } from '../../local/credentials/registry-name.js';
import type { Cli } from '../cli.js';
import { examples } from '../help/examples.js';
import { Interrupts } from '../session/interrupts.js';
import { ask, readAll } from '../session/prompt.js';
import type { AddVerb } from './verb.js';

interface LoginOptions {
  readonly username?: string;
  readonly password?: string;
  readonly passwordStdin?: true;
}

export const addLogin: AddVerb = (program, run) => {
  program
    .command('login')
    .description('Log in to a registry')
    .addHelpText(
      'after',
      examples(
        ['ghcr.io', 'Asks for name and password'],
        ['cat token | $0 -u me --password-stdin ghcr.io', 'For scripts'],
      ),
    )
    .argument('[server]', 'registry, e.g. ghcr.io; Docker Hub when absent')
    .option('-u, --username <name>', 'user name')
    .option('-p, --password <password>', 'password or token; others on this machine can see it')
    .option('--password-stdin', 'read the password from standard input')
    .action(run(login));
};

async function login(cli: Cli, server: string | undefined, options: LoginOptions): Promise<void> {
  const registry = registryName(server);
  const { username, password } = await who(cli, registry, options);
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  const { identityToken } = await client.login({ registry, login: { username, password } }, interrupts.asked);
  const kept = identityToken === undefined ? { username, password } : { username, identityToken };
  const { place, plain } = await (await cli.host.logins()).save(registry, kept);
  if (plain) {
    cli.host.stderr.write(
      `warning: the login is kept unencrypted in ${place}; a credential helper ("credsStore") would keep it safer\n`,
    );
  }
  cli.print('Login Succeeded\n');
}

async function who(
  cli: Cli,
  registry: string,
  options: LoginOptions,
): Promise<{ readonly username: string; readonly password: string }> {
  const { host } = cli;
  if (options.passwordStdin) {
    if (options.password !== undefined) {
      throw new TscomposeError('USAGE', '--password and --password-stdin are mutually exclusive');
    }
    if (options.username === undefined)
      throw new TscomposeError('USAGE', 'must provide --username with --password-stdin');
    const password = (await readAll(host.stdin)).replace(/\r?\n$/, '');
    return required({ username: options.username, password });
  }
  if (options.password !== undefined) {
    host.stderr.write(
      'warning: --password shows the password to whoever lists processes; use --password-stdin\n',
    );
  }
  const username = options.username ?? (await ask(host, `Username (${registry}): `, { hidden: false }));
  const password = options.password ?? (await ask(host, 'Password: ', { hidden: true }));
  return required({ username, password });
}

function required<T extends { readonly username: string; readonly password: string }>(login: T): T {
  if (login.username === '') throw new TscomposeError('USAGE', 'a user name is needed');
  if (login.password === '') throw new TscomposeError('USAGE', 'a password is needed');
  return login;
}
