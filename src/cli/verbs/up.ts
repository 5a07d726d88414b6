import { type AttachFlags, addAttachFlags, checkAttachFlags } from '../attach-flags.js';
import type { Cli } from '../cli.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { wantsMenu } from '../menu/up-menu.js';
import { withoutPulls } from '../progress/without-pulls.js';
import { AbortRule } from '../session/abort-rule.js';
import { chooseAttached, startedServices } from '../session/attach-choice.js';
import { attachedUp } from '../session/attached-up.js';
import { Interrupts } from '../session/interrupts.js';
import { prepareUp } from '../session/prepare-up.js';
import { runOperation } from '../session/run-operation.js';
import { readRules } from '../session/up-watch.js';
import { addUpFlags, checkUpFlags, incompatible, type UpFlags } from '../up-flags.js';
import type { AddVerb } from './verb.js';

interface UpOptions extends UpFlags, AttachFlags {
  readonly quietPull?: true;
}

export const addUp: AddVerb = (program, run) => {
  const command = program
    .command('up')
    .description('Create and start containers')
    .addHelpText(
      'after',
      examples(
        ['-d --wait', 'In the background; back when all runs and is healthy'],
        ['web', 'Only web and what it depends on'],
        ['--watch', 'Attached, and what changes in source files is passed on'],
        ['--scale web=3', 'Three containers of web'],
        ['--abort-on-container-exit --exit-code-from tests', 'For CI: end with the exit code of tests'],
      ),
    )
    .argument('[service...]', 'only these, and what they depend on')
    .option('--quiet-pull', 'no progress of pulls')
    .action(run(up));
  addDryRun(addAttachFlags(addUpFlags(command)));
};

async function up(cli: Cli, services: readonly string[], options: UpOptions): Promise<void> {
  checkUpFlags(options);
  checkAttachFlags(options);
  if (options.watch && options.noBuild) throw incompatible('--no-build', '--watch');
  const prepared = await prepareUp(cli, services, options);
  const choice = chooseAttached(prepared.stack, services, options);
  const request = {
    ...prepared,
    wait: options.wait === true,
    ...(options.waitTimeout === undefined ? {} : { waitTimeoutMs: options.waitTimeout }),
  };
  const openProgress = async () => {
    const progress = await cli.openProgress();
    return options.quietPull ? withoutPulls(progress) : progress;
  };
  if (!options.detach && !options.wait && options.start && !cli.globals.dryRun) {
    const style = {
      color: options.color && cli.wantsColor(),
      prefix: options.logPrefix,
      timestamps: options.timestamps === true,
    };
    const controls = {
      menu: wantsMenu(cli, options.menu),
      watch: options.watch === true,
      watched: startedServices(request.stack, services, options),
    };
    // A mistake is told before anything is started; warnings come with the watching.
    if (options.watch) await readRules({ warn: () => {} }, request, controls.watched);
    await attachedUp(cli, request, { choice, rule: new AbortRule(options), style, controls, openProgress });
    return;
  }
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  const progress = await openProgress();
  try {
    await runOperation(client.up(request.stack.name, request, interrupts.asked), progress);
  } finally {
    await progress.close();
  }
}
