import type { DownRequest } from '../../spec/operations.js';
import { type AdoptOptions, addAdopt, checkoutOf } from '../adopt.js';
import type { Cli, Project } from '../cli.js';
import { isTrue, parseTimeout } from '../flag-values.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { Interrupts } from '../session/interrupts.js';
import { runOperation } from '../session/run-operation.js';
import type { AddVerb } from './verb.js';

interface DownOptions extends AdoptOptions {
  readonly volumes?: true;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly removeOrphans?: true;
}

export const addDown: AddVerb = (program, run) => {
  const command = program
    .command('down')
    .description('Stop and remove containers and networks')
    .addHelpText(
      'after',
      examples(
        ['', 'Containers and networks; volumes stay'],
        ['-v --remove-orphans', 'Volumes, and containers of services that are no longer there, too'],
      ),
    )
    .option('-v, --volumes', "remove the stack's named volumes and anonymous ones too")
    .option('-t, --timeout <seconds>', 'time to stop containers before they are killed', parseTimeout)
    .option('--remove-orphans', 'remove containers of services that the file no longer has')
    .action(run(down));
  addDryRun(addAdopt(command));
};

async function down(cli: Cli, options: DownOptions): Promise<void> {
  const project = await cli.project();
  const client = await cli.connectIfAny();
  if (client === undefined) {
    // The engine says the same when it runs and has nothing of the stack.
    cli.warn(`No resource found to remove for project "${project.name}".`);
    return;
  }
  using interrupts = new Interrupts(cli.host);
  const progress = await cli.openProgress();
  try {
    const request = downRequest(cli, project, options);
    const events = client.down(project.name, request, interrupts.asked);
    await runOperation(events, progress);
  } finally {
    await progress.close();
  }
}

function downRequest(cli: Cli, project: Project, options: DownOptions): DownRequest {
  return {
    ...cli.asked,
    volumes: options.volumes === true,
    removeOrphans: options.removeOrphans ?? isTrue(cli.host.env.COMPOSE_REMOVE_ORPHANS),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
    ...checkoutOf(cli, project, options),
    ...(project.loaded === undefined ? {} : { stack: project.loaded.stack }),
  };
}
