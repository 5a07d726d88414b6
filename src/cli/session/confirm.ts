import { TscomposeError } from '../../base/errors.js';
import type { Cli } from '../cli.js';

/** Asks whether to do something. @returns whether the answer begins with y */
export async function ask(cli: Cli, question: string): Promise<boolean> {
  cli.print(`${question} [y/N] `);
  return /^y/i.test((await firstLine(cli.host.stdin)).trim());
}

/** Asks before something is lost. @throws CANCELLED unless the answer begins with y */
export async function confirm(cli: Cli, warning: string, action: string): Promise<void> {
  if (await ask(cli, `${warning}\nAre you sure you want to continue?`)) return;
  throw new TscomposeError('CANCELLED', `${action} has been cancelled`, { exitCode: 1 });
}

async function firstLine(input: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of input) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.slice(0, text.includes('\n') ? text.indexOf('\n') : undefined);
}
