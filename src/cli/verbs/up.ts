import type { UpRequest } from '../../spec/operations.js';
import type { LoadedStack } from '../../stackfile/request.js';
import { type Cli, requireServices } from '../cli.js';
import { parseOneOf, parseTimeout } from '../flag-values.js';
import { honourLock, type LockOptions } from '../lock/honour-lock.js';
import { withoutPulls } from '../progress/without-pulls.js';
import { attachedUp } from '../session/attached-up.js';
import { Interrupts } from '../session/interrupts.js';
import { loginsForUp } from '../session/logins-for-up.js';
import { requireSupport } from '../session/require-support.js';
import { runOperation } from '../session/run-operation.js';
import { addScale, type Scales, scaleServices } from '../session/scale-services.js';
import type { AddVerb } from './verb.js';

export interface UpOptions extends LockOptions {
  readonly detach?: true;
  readonly wait?: true;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly scale: Scales;
  readonly forceRecreate?: true;
  readonly removeOrphans?: true;
  readonly color: boolean;
  readonly logPrefix: boolean;
  readonly timestamps?: true;
  readonly pull?: 'always' | 'missing' | 'never';
  readonly quietPull?: true;
}

const POLICIES = ['always', 'missing', 'never'] as const;

export const addUp: AddVerb = (program, run) => {
  program
    .command('up')
    .description('Create and start containers')
    .argument('[service...]', 'only these, and what they depend on')
    .option('-d, --detach', 'run containers in the background')
    .option('--wait', 'wait until services are running or healthy; implies --detach')
    .option('-t, --timeout <seconds>', 'time to stop containers before they are killed', parseTimeout)
    .option(
      '--scale <service=num>',
      'number of containers of a service, whatever the file says; may be repeated',
      addScale,
      new Map(),
    )
    .option('--force-recreate', 'recreate containers even if nothing changed')
    .option('--remove-orphans', 'remove containers of services that the file no longer has')
    .option('--pull <policy>', 'pull images always, when missing, or never', parseOneOf('--pull', POLICIES))
    .option('--quiet-pull', 'no progress of pulls')
    .option('--locked', 'fail unless stack.lock is there and fits the stack file')
    .option('--no-lock', 'leave stack.lock aside')
    .option('--no-color', 'no colours in the log')
    .option('--no-log-prefix', 'no prefix before the lines of the log')
    .option('--timestamps', 'show timestamps')
    .action(run(up));
};

async function up(cli: Cli, services: readonly string[], options: UpOptions): Promise<void> {
  const locked = await honourLock(cli.host, await cli.loadStack({ enable: services }), options);
  requireServices(services, Object.keys(locked.stack.services));
  const loaded = { ...locked, stack: scaleServices(locked.stack, options.scale, services) };
  requireSupport(loaded);
  const logins = await loginsForUp(cli, loaded.stack, options.pull);
  const request = { ...upRequest(loaded, services, options), ...logins };
  const openProgress = async () => {
    const progress = await cli.openProgress();
    return options.quietPull ? withoutPulls(progress) : progress;
  };
  if (!options.detach && !options.wait) {
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

function upRequest(loaded: LoadedStack, services: readonly string[], options: UpOptions): UpRequest {
  return {
    stack: loaded.stack,
    origin: loaded.origin,
    services,
    wait: options.wait === true,
    forceRecreate: options.forceRecreate === true,
    removeOrphans: options.removeOrphans === true,
    ...(options.pull === undefined ? {} : { pull: options.pull }),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
  };
}
