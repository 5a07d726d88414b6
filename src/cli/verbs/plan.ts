import type { Cli } from '../cli.js';
import { parseFormat } from '../flag-values.js';
import { examples } from '../help/examples.js';
import { planText } from '../render/plan-text.js';
import { Interrupts } from '../session/interrupts.js';
import { prepareUp } from '../session/prepare-up.js';
import { addUpFlags, checkUpFlags, type UpFlags } from '../up-flags.js';
import type { AddVerb } from './verb.js';

interface PlanOptions extends UpFlags {
  readonly format: 'text' | 'json';
  readonly wait?: true;
}

/** Exit code when there is something to do. */
const CHANGES = 2;

export const addPlan: AddVerb = (program, run) => {
  const command = program
    .command('plan')
    .description('Show what up would do and why; exit code 0: nothing, 2: changes')
    .addHelpText(
      'after',
      examples(
        ['', 'What up would do'],
        ['--format json', 'The same for programs'],
        ['--pull always web', 'With flags of up, of web only'],
      ),
    )
    .argument('[service...]', 'only these, and what they depend on')
    .option('--wait', 'as up with --wait')
    .option('--format <format>', 'text or json', parseFormat(['text', 'json']), 'text')
    .action(run(plan));
  addUpFlags(command);
};

async function plan(cli: Cli, services: readonly string[], options: PlanOptions): Promise<void> {
  checkUpFlags(options);
  const request = { ...(await prepareUp(cli, services, options)), wait: options.wait === true };
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  const report = await client.plan(request.stack.name, request, interrupts.asked);
  if (options.format === 'json') cli.print(`${JSON.stringify(report, null, 2)}\n`);
  else {
    for (const warning of report.warnings) cli.warn(warning);
    cli.print(planText(report, cli.wantsColor()));
  }
  if (report.changes) cli.exitCode = CHANGES;
}
