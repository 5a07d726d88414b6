import type { Cli } from '../../cli.js';
import { appendValue } from '../../flag-values.js';
import { Interrupts } from '../../session/interrupts.js';
import { withWrittenFlags } from '../../written-flags.js';
import type { AddVerb } from '../verb.js';

interface CommitOptions {
  readonly author: string;
  readonly message: string;
  readonly change: readonly string[];
  readonly pause: boolean;
}

export const addContainerCommit: AddVerb = (container, run) => {
  withWrittenFlags(container.command('commit'))
    .description('Make an image of what a container has changed')
    .argument('<container>', 'name, id, or the beginning of one')
    .argument('[repository[:tag]]', 'name of the image')
    .option('-a, --author <author>', 'who made it', '')
    .option('-c, --change <line>', 'a line of a Dockerfile to apply; may be repeated', appendValue, [])
    .option('-m, --message <text>', 'why', '')
    .option('-p, --pause', 'let its processes stand still meanwhile (the default)', true)
    .option('--no-pause', 'let them go on')
    .action(run(commit));
};

async function commit(
  cli: Cli,
  name: string,
  reference: string | undefined,
  { author, message, change, pause }: CommitOptions,
): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  const request = {
    author,
    message,
    changes: change,
    pause,
    ...(reference === undefined ? {} : { reference }),
  };
  const { id } = await client.commitContainer(name, request, interrupts.asked);
  cli.print(`${id}\n`);
}
