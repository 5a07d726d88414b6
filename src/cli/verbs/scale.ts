import { ADOPT } from '../adopt.js';
import type { Cli } from '../cli.js';
import { addDryRun } from '../globals.js';
import { examples } from '../help/examples.js';
import { prepareUp } from '../session/prepare-up.js';
import { parseScales } from '../session/scale-services.js';
import { showOperation } from '../session/show-operation.js';
import { NO_UP_FLAGS } from '../up-flags.js';
import type { AddVerb } from './verb.js';

interface ScaleOptions {
  /** False for `--no-deps`. */
  readonly deps: boolean;
  readonly adopt?: true;
}

export const addScaleVerb: AddVerb = (program, run) => {
  const command = program
    .command('scale')
    .description('Start or remove containers until services have as many as asked for')
    .addHelpText('after', examples(['web=3 worker=2', 'Three containers of web, two of worker']))
    .argument('<service=num...>', 'services and their numbers of containers')
    .option('--no-deps', 'leave what the services depend on alone')
    .option('--adopt', ADOPT)
    .action(run(scale));
  addDryRun(command);
};

async function scale(cli: Cli, words: readonly string[], options: ScaleOptions): Promise<void> {
  const scales = parseScales(words);
  const services = [...scales.keys()];
  const request = await prepareUp(cli, services, { ...NO_UP_FLAGS, ...options, scale: scales });
  const client = await cli.connect();
  await showOperation(cli, (signal) => client.up(request.stack.name, request, signal));
}
