import { TscomposeError } from '../../base/errors.js';
import { type AttachFlags, addAttachOptions, attachOptions } from '../attach-options.js';
import type { Cli } from '../cli.js';
import { parseIndex } from '../flag-values.js';
import { examples } from '../help/examples.js';
import { runAttach } from '../session/run-attach.js';
import type { AddVerb } from './verb.js';

interface AttachVerbFlags extends AttachFlags {
  readonly index: number;
}

export const addAttach: AddVerb = (program, run) => {
  const attach = program
    .command('attach')
    .description("Attach standard input, output and error to a service's running container")
    .addHelpText('after', examples(['app', 'See what app writes, and type into it; Ctrl-P Ctrl-Q leaves it']))
    .argument('<service>', 'service whose container it is')
    .option('--index <number>', 'which container of the service, by its number', parseIndex, 0);
  addAttachOptions(attach).action(run(attachToService));
};

async function attachToService(cli: Cli, service: string, flags: AttachVerbFlags): Promise<void> {
  const project = await cli.stackName();
  const client = await cli.connectIfAny();
  if (client === undefined) {
    throw new TscomposeError('CONTAINER_NOT_RUNNING', `service "${service}" is not running`);
  }
  const target = await client.attachTarget(project, { service, index: flags.index });
  cli.exitCode = await runAttach(cli.host, target, attachOptions(flags, client, target));
}
