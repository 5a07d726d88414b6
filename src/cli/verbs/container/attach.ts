import { type AttachFlags, addAttachOptions, attachOptions } from '../../attach-options.js';
import type { Cli } from '../../cli.js';
import { examples } from '../../help/examples.js';
import { runAttach } from '../../session/run-attach.js';
import type { AddVerb } from '../verb.js';

export const addContainerAttach: AddVerb = (container, run) => {
  const attach = container
    .command('attach')
    .description('Attach standard input, output and error to a running container')
    .addHelpText(
      'after',
      examples(['demo-app-1', 'See what it writes, and type into it; Ctrl-P Ctrl-Q leaves it']),
    )
    .argument('<container>', 'name, id, or the beginning of one');
  addAttachOptions(attach).action(run(attachToContainer));
};

async function attachToContainer(cli: Cli, name: string, flags: AttachFlags): Promise<void> {
  const client = await cli.connect();
  const target = await client.containerAttachTarget(name);
  cli.exitCode = await runAttach(cli.host, target, attachOptions(flags, client, target));
}
