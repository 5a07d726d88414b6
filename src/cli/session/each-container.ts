import { toTscomposeError } from '../../base/errors.js';
import type { Cli } from '../cli.js';

/**
 * Does something to several containers at the same time, and prints the name of each as it was given; what fails is told, and
 * gives exit code 1 once all were tried.
 * @param isTold whether a name is printed, by what `act` gave
 */
export async function eachContainer(
  cli: Cli,
  names: readonly string[],
  act: (name: string) => Promise<unknown>,
  isTold: (result: unknown) => boolean = () => true,
): Promise<void> {
  const results = await Promise.allSettled(names.map(act));
  for (const [at, result] of results.entries()) {
    if (result.status === 'fulfilled') {
      if (isTold(result.value)) cli.print(`${names[at]}\n`);
      continue;
    }
    const { message, details } = toTscomposeError(result.reason);
    const hint = details.hint === undefined ? '' : `hint: ${details.hint}\n`;
    cli.host.stderr.write(`${message}\n${hint}`);
    cli.exitCode = 1;
  }
}
