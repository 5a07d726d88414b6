import type { Cli } from '../../cli.js';
import { examples } from '../../help/examples.js';
import { addCommitFlags, type CommitFlags, commitContainer } from '../../session/commit-container.js';
import { withWrittenFlags } from '../../written-flags.js';
import type { AddVerb } from '../verb.js';

export const addContainerCommit: AddVerb = (container, run) => {
  const command = withWrittenFlags(container.command('commit'))
    .description('Make an image of what a container has changed')
    .addHelpText(
      'after',
      examples(
        ['-m "with tools" demo-web-1 me/web:tools', 'As an image'],
        [`-c 'CMD ["sh"]' demo-web-1 me/web:sh`, 'With another command'],
      ),
    )
    .argument('<container>', 'name, id, or the beginning of one')
    .argument('[repository[:tag]]', 'name of the image')
    .action(run(commit));
  addCommitFlags(command);
};

async function commit(
  cli: Cli,
  name: string,
  reference: string | undefined,
  flags: CommitFlags,
): Promise<void> {
  await commitContainer(cli, await cli.connect(), { name, reference, flags });
}
