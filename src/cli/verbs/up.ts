import type { UpRequest } from '../../spec/operations.js';
import type { LoadedStack } from '../../stackfile/request.js';
import { type Cli, requireServices } from '../cli.js';
import { parseTimeout } from '../flag-values.js';
import { attachedUp } from '../session/attached-up.js';
import { Interrupts } from '../session/interrupts.js';
import { requireSupport } from '../session/require-support.js';
import { runOperation } from '../session/run-operation.js';
import type { AddVerb } from './verb.js';

export interface UpOptions {
  readonly detach?: true;
  readonly wait?: true;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly forceRecreate?: true;
  readonly removeOrphans?: true;
  readonly color: boolean;
  readonly logPrefix: boolean;
  readonly timestamps?: true;
}

export const addUp: AddVerb = (program, run) => {
  program
    .command('up')
    .description('Create and start containers')
    .argument('[service...]', 'only these, and what they depend on')
    .option('-d, --detach', 'run containers in the background')
    .option('--wait', 'wait until services are running or healthy; implies --detach')
    .option('-t, --timeout <seconds>', 'time to stop containers before they are killed', parseTimeout)
    .option('--force-recreate', 'recreate containers even if nothing changed')
    .option('--remove-orphans', 'remove containers of services that the file no longer has')
    .option('--no-color', 'no colours in the log')
    .option('--no-log-prefix', 'no prefix before the lines of the log')
    .option('--timestamps', 'show timestamps')
    .action(run(up));
};

async function up(cli: Cli, services: readonly string[], options: UpOptions): Promise<void> {
  const loaded = await cli.loadStack();
  requireServices(services, Object.keys(loaded.stack.services));
  requireSupport(loaded);
  const request = upRequest(loaded, services, options);
  if (!options.detach && !options.wait) {
    await attachedUp(cli, request, {
      color: options.color && cli.wantsColor(),
      prefix: options.logPrefix,
      timestamps: options.timestamps === true,
    });
    return;
  }
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  const progress = await cli.openProgress();
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
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
  };
}
