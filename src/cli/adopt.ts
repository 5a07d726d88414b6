import type { Cli } from './cli.js';
import { isTrue } from './flag-values.js';

/** Help of `--adopt`. */
export const ADOPT = 'take the stack over from the directory that it was started from';

/**
 * Whether a stack that was started elsewhere may be taken over. CI systems check out into directories that change while those
 * of earlier runs stay.
 */
export function adoption(
  { host: { env } }: Cli,
  { adopt }: { readonly adopt?: true },
): { readonly adopt?: true } {
  return adopt === true || isTrue(env.CI) ? { adopt: true } : {};
}
