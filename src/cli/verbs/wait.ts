import type { EngineClient } from '../../api/messages.js';
import { TscomposeError } from '../../base/errors.js';
import type { ExitCode } from '../../spec/container.js';
import type { ContainerSummary } from '../../spec/operations.js';
import { checkoutOf } from '../adopt.js';
import type { Cli } from '../cli.js';
import { examples } from '../help/examples.js';
import { Interrupts } from '../session/interrupts.js';
import { findScope } from '../session/scope.js';
import { showOperation } from '../session/show-operation.js';
import type { AddVerb } from './verb.js';

interface WaitOptions {
  readonly downProject?: true;
}

/** Of a container whose exit code is lost. */
const UNKNOWN = 125;

export const addWait: AddVerb = (program, run) => {
  program
    .command('wait')
    .description('Wait until the running containers of services end, and end with the code of the last')
    .addHelpText(
      'after',
      examples(
        ['tests', 'Until tests has ended, with its exit code'],
        ['--down-project tests', 'And remove the stack then'],
      ),
    )
    .argument('<service...>', 'services to wait for')
    .option('--down-project', 'take the stack down then')
    .action(run(wait));
};

async function wait(cli: Cli, services: readonly string[], options: WaitOptions): Promise<void> {
  const since = cli.host.now().toISOString();
  const { client, project, containers } = await findScope(cli, services);
  const running = containers.filter(
    ({ service, state, restarting }) =>
      services.includes(service) && (state.status === 'running' || restarting),
  );
  if (client === undefined || running.length === 0) {
    throw new TscomposeError('CONTAINER_NOT_RUNNING', `no containers for project "${project.name}"`, {
      hint: 'None of these services runs; see "tscompose ps -a".',
    });
  }
  cli.exitCode = await ends(cli, client, project.name, { services, since, running });
  if (options.downProject) {
    const request = { ...checkoutOf(cli, project, {}), volumes: false, removeOrphans: true };
    await showOperation(cli, (signal) => client.down(project.name, request, signal));
  }
}

/** Tells the end of each container. @returns the code of the last */
async function ends(
  cli: Cli,
  client: EngineClient,
  stack: string,
  wanted: {
    readonly services: readonly string[];
    /** RFC 3339. */
    readonly since: string;
    readonly running: readonly ContainerSummary[];
  },
): Promise<number> {
  const ids = new Map(wanted.running.map(({ name, id }) => [name, id]));
  const request = { services: wanted.services, linesOf: [], follow: true, since: wanted.since };
  using interrupts = new Interrupts(cli.host);
  let code = 0;
  const tell = (name: string, exitCode: ExitCode) => {
    code = exitCode === 'unknown' ? UNKNOWN : exitCode;
    cli.print(`container "${ids.get(name)}" exited with status code ${exitCode}\n`);
    ids.delete(name);
  };
  for await (const item of client.logs(stack, request, interrupts.asked)) {
    if (item.type !== 'exited' || item.restarting || !ids.has(item.container)) continue;
    tell(item.container, item.exitCode);
    if (ids.size === 0) break;
  }
  if (interrupts.asked.aborted) throw new TscomposeError('CANCELLED', 'waiting was interrupted');
  // Removed before anybody could ask.
  for (const name of [...ids.keys()]) tell(name, 'unknown');
  return code;
}
