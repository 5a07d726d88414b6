import type { Command } from 'commander';
import type { EngineClient } from '../../api/messages.js';
import type { Cli } from '../cli.js';
import { appendValue } from '../flag-values.js';
import { Interrupts } from './interrupts.js';

export interface CommitFlags {
  readonly author: string;
  readonly message: string;
  readonly change: readonly string[];
  readonly pause: boolean;
}

export function addCommitFlags(command: Command): Command {
  return command
    .option('-a, --author <author>', 'who made it', '')
    .option('-c, --change <line>', 'a line of a Dockerfile to apply; may be repeated', appendValue, [])
    .option('-m, --message <text>', 'why', '')
    .option('-p, --pause', 'let its processes stand still meanwhile (the default)', true)
    .option('--no-pause', 'let them go on');
}

/** Makes an image of a container and prints its id. */
export async function commitContainer(
  cli: Cli,
  client: EngineClient,
  what: { readonly name: string; readonly reference: string | undefined; readonly flags: CommitFlags },
): Promise<void> {
  using interrupts = new Interrupts(cli.host);
  const { author, message, change, pause } = what.flags;
  const { reference } = what;
  const request = {
    ...{ author, message, changes: change, pause },
    ...(reference === undefined ? {} : { reference }),
  };
  const { id } = await client.commitContainer(what.name, request, interrupts.asked);
  cli.print(`${id}\n`);
}
