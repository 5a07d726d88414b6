import { type AttachFlags, addAttachFlags, checkAttachFlags } from '../attach-flags.js';
import { type Cli, requireServices } from '../cli.js';
import { honourLock } from '../lock/honour-lock.js';
import { withoutPulls } from '../progress/without-pulls.js';
import { AbortRule } from '../session/abort-rule.js';
import { chooseAttached } from '../session/attach-choice.js';
import { attachedUp } from '../session/attached-up.js';
import { Interrupts } from '../session/interrupts.js';
import { loginsForUp } from '../session/logins-for-up.js';
import { requireSupport } from '../session/require-support.js';
import { runOperation } from '../session/run-operation.js';
import { addScale, type Scales, scaleServices } from '../session/scale-services.js';
import { addUpFlags, checkUpFlags, type UpFlags, upRequest } from '../up-flags.js';
import type { AddVerb } from './verb.js';

interface UpOptions extends UpFlags, AttachFlags {
  readonly scale: Scales;
  readonly quietPull?: true;
}

export const addUp: AddVerb = (program, run) => {
  const command = program
    .command('up')
    .description('Create and start containers')
    .argument('[service...]', 'only these, and what they depend on')
    .option(
      '--scale <service=num>',
      'number of containers of a service, whatever the file says; may be repeated',
      addScale,
      new Map(),
    )
    .option('--quiet-pull', 'no progress of pulls')
    .action(run(up));
  addAttachFlags(addUpFlags(command));
};

async function up(cli: Cli, services: readonly string[], options: UpOptions): Promise<void> {
  checkUpFlags(options);
  checkAttachFlags(options);
  const locked = await honourLock(cli.host, await cli.loadStack({ enable: services }), options);
  requireServices(services, Object.keys(locked.stack.services));
  const loaded = { ...locked, stack: scaleServices(locked.stack, options.scale, services) };
  requireSupport(loaded);
  const choice = chooseAttached(loaded.stack, services, options);
  const logins = await loginsForUp(cli, loaded.stack, options.pull);
  const request = {
    ...upRequest(cli, loaded, services, options),
    ...logins,
    wait: options.wait === true,
    ...(options.waitTimeout === undefined ? {} : { waitTimeoutMs: options.waitTimeout }),
  };
  const openProgress = async () => {
    const progress = await cli.openProgress();
    return options.quietPull ? withoutPulls(progress) : progress;
  };
  if (!options.detach && !options.wait && options.start) {
    const style = {
      color: options.color && cli.wantsColor(),
      prefix: options.logPrefix,
      timestamps: options.timestamps === true,
    };
    await attachedUp(cli, request, { choice, rule: new AbortRule(options), style, openProgress });
    return;
  }
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  const progress = await openProgress();
  try {
    await runOperation(client.up(loaded.stack.name, request, interrupts.asked), progress);
  } finally {
    await progress.close();
  }
}
