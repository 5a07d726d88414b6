import type { Cli } from '../cli.js';
import { parseIndex } from '../flag-values.js';
import { examples } from '../help/examples.js';
import { addCommitFlags, type CommitFlags, commitContainer } from '../session/commit-container.js';
import { findServiceContainer } from '../session/service-container.js';
import { withWrittenFlags } from '../written-flags.js';
import type { AddVerb } from './verb.js';

interface CommitOptions extends CommitFlags {
  readonly index: number;
}

export const addCommit: AddVerb = (program, run) => {
  const command = withWrittenFlags(program.command('commit'))
    .description("Make an image of what a service's container has changed")
    .addHelpText('after', examples(['-m "with tools" web me/web:tools', 'What web changed, as an image']))
    .argument('<service>', 'service whose container it is')
    .argument('[repository[:tag]]', 'name of the image')
    .option('--index <number>', 'which container of the service, by its number', parseIndex, 0)
    .action(run(commit));
  addCommitFlags(command);
};

async function commit(
  cli: Cli,
  service: string,
  reference: string | undefined,
  { index, ...flags }: CommitOptions,
): Promise<void> {
  const { client, container } = await findServiceContainer(cli, service, index);
  await commitContainer(cli, client, { name: container.id, reference, flags });
}
