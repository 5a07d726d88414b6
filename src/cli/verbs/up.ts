import { type Cli, requireServices } from '../cli.js';
import { honourLock } from '../lock/honour-lock.js';
import { withoutPulls } from '../progress/without-pulls.js';
import { attachedUp } from '../session/attached-up.js';
import { Interrupts } from '../session/interrupts.js';
import { loginsForUp } from '../session/logins-for-up.js';
import { requireSupport } from '../session/require-support.js';
import { runOperation } from '../session/run-operation.js';
import { addScale, type Scales, scaleServices } from '../session/scale-services.js';
import { addUpFlags, checkUpFlags, type UpFlags, upRequest } from '../up-flags.js';
import type { AddVerb } from './verb.js';

interface UpOptions extends UpFlags {
  readonly detach?: true;
  readonly wait?: true;
  readonly scale: Scales;
  readonly color: boolean;
  readonly logPrefix: boolean;
  readonly timestamps?: true;
  readonly quietPull?: true;
}

export const addUp: AddVerb = (program, run) => {
  const command = program
    .command('up')
    .description('Create and start containers')
    .argument('[service...]', 'only these, and what they depend on')
    .option('-d, --detach', 'run containers in the background')
    .option('--wait', 'wait until services are running or healthy; implies --detach')
    .option(
      '--scale <service=num>',
      'number of containers of a service, whatever the file says; may be repeated',
      addScale,
      new Map(),
    )
    .option('--quiet-pull', 'no progress of pulls')
    .option('--no-color', 'no colours in the log')
    .option('--no-log-prefix', 'no prefix before the lines of the log')
    .option('--timestamps', 'show timestamps')
    .action(run(up));
  addUpFlags(command);
};

async function up(cli: Cli, services: readonly string[], options: UpOptions): Promise<void> {
  checkUpFlags(options);
  const locked = await honourLock(cli.host, await cli.loadStack({ enable: services }), options);
  requireServices(services, Object.keys(locked.stack.services));
  const loaded = { ...locked, stack: scaleServices(locked.stack, options.scale, services) };
  requireSupport(loaded);
  const logins = await loginsForUp(cli, loaded.stack, options.pull);
  const request = {
    ...upRequest(cli, loaded, services, options),
    ...logins,
    wait: options.wait === true,
  };
  const openProgress = async () => {
    const progress = await cli.openProgress();
    return options.quietPull ? withoutPulls(progress) : progress;
  };
  if (!options.detach && !options.wait && options.start) {
    await attachedUp(
      cli,
      request,
      {
        color: options.color && cli.wantsColor(),
        prefix: options.logPrefix,
        timestamps: options.timestamps === true,
      },
      openProgress,
    );
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
