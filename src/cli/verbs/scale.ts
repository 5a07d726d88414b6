import { type Cli, requireServices } from '../cli.js';
import { honourLock } from '../lock/honour-lock.js';
import { Interrupts } from '../session/interrupts.js';
import { loginsForUp } from '../session/logins-for-up.js';
import { requireSupport } from '../session/require-support.js';
import { runOperation } from '../session/run-operation.js';
import { parseScales, scaleServices } from '../session/scale-services.js';
import { NO_UP_FLAGS, upRequest } from '../up-flags.js';
import type { AddVerb } from './verb.js';

interface ScaleOptions {
  /** False for `--no-deps`. */
  readonly deps: boolean;
}

export const addScaleVerb: AddVerb = (program, run) => {
  program
    .command('scale')
    .description('Start or remove containers until services have as many as asked for')
    .argument('<service=num...>', 'services and their numbers of containers')
    .option('--no-deps', 'leave what the services depend on alone')
    .action(run(scale));
};

async function scale(cli: Cli, words: readonly string[], { deps }: ScaleOptions): Promise<void> {
  const scales = parseScales(words);
  const services = [...scales.keys()];
  const flags = { ...NO_UP_FLAGS, deps };
  const locked = await honourLock(cli.host, await cli.loadStack({ enable: services }), flags);
  requireServices(services, Object.keys(locked.stack.services));
  const loaded = { ...locked, stack: scaleServices(locked.stack, scales, services) };
  requireSupport(loaded);
  const logins = await loginsForUp(cli, loaded.stack, undefined);
  using interrupts = new Interrupts(cli.host);
  const client = await cli.connect();
  const progress = await cli.openProgress();
  try {
    const request = { ...upRequest(cli, loaded, services, flags), ...logins };
    await runOperation(client.up(loaded.stack.name, request, interrupts.asked), progress);
  } finally {
    await progress.close();
  }
}
