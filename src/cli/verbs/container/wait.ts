import { TscomposeError } from '../../../base/errors.js';
import type { WaitCondition } from '../../../spec/container-actions.js';
import type { Cli } from '../../cli.js';
import { parseOneOf } from '../../flag-values.js';
import { examples } from '../../help/examples.js';
import { Interrupts } from '../../session/interrupts.js';
import type { AddVerb } from '../verb.js';

const CONDITIONS = ['not-running', 'next-exit', 'removed'] as const;
/** Of a container whose exit code is lost. */
const UNKNOWN = 125;

export const addContainerWait: AddVerb = (container, run) => {
  container
    .command('wait')
    .description('Wait until containers end, and print their exit codes')
    .addHelpText('after', examples(['job', 'The exit code of one']))
    .argument('<container...>', 'names, ids, or the beginnings of ids')
    .option(
      '--condition <condition>',
      CONDITIONS.join(', '),
      parseOneOf('--condition', CONDITIONS),
      'not-running',
    )
    .action(run(wait));
};

async function wait(
  cli: Cli,
  names: readonly string[],
  { condition }: { readonly condition: WaitCondition },
): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  for (const name of names) {
    try {
      const code = await client.waitForContainer(name, condition, interrupts.asked);
      cli.print(`${code === 'unknown' ? UNKNOWN : code}\n`);
    } catch (error) {
      if (!(error instanceof TscomposeError) || error.code !== 'CONTAINER_NOT_FOUND') throw error;
      cli.host.stderr.write(`${error.message}\n`);
      cli.exitCode = 1;
    }
  }
}
