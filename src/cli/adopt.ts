import type { Command } from 'commander';
import type { StackRequest } from '../spec/operations.js';
import type { Cli, Project } from './cli.js';
import { isTrue } from './flag-values.js';

export interface AdoptOptions {
  readonly adopt?: true;
}

/** Help of `--adopt`. */
export const ADOPT = 'take the stack over from the directory that it was started from';

/** Gives a verb `--adopt`. */
export function addAdopt(command: Command): Command {
  return command.option('--adopt', ADOPT);
}

/**
 * Whether a stack that was started elsewhere may be taken over. CI systems check out into directories that change while those
 * of earlier runs stay.
 */
export function adoption({ host: { env } }: Cli, { adopt }: AdoptOptions): AdoptOptions {
  return adopt === true || isTrue(env.CI) ? { adopt: true } : {};
}

/** What the engine needs to tell checkouts apart. Who names the stack means it, wherever it was started from. */
export function checkoutOf(
  cli: Cli,
  { loaded }: Project,
  options: AdoptOptions,
): Pick<StackRequest, 'origin' | 'adopt'> {
  return {
    ...adoption(cli, options),
    ...(loaded === undefined || cli.namesProject ? {} : { origin: loaded.origin }),
  };
}
