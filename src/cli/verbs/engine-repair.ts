import type { Damage, Repaired } from '../../spec/repair.js';
import type { Cli } from '../cli.js';
import { confirm } from '../session/confirm.js';

export interface RepairOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly format: 'pretty' | 'json';
}

const REMEDIES: Readonly<Record<Damage['remedy'], string>> = {
  rewrite: 'is written anew: all of it is known still',
  rebuild: 'is put together again of what is left of it',
  'set aside': 'is set aside, and what it describes is forgotten',
};

/** Shows what is damaged, and once that is agreed to, mends it. Exit code 1 when something is left. */
export async function repair(cli: Cli, { dryRun, yes, format }: RepairOptions): Promise<void> {
  const client = await cli.connect();
  const json = format === 'json';
  const damages = await client.damages();
  if (damages.length === 0 || dryRun === true || cli.globals.dryRun) {
    cli.print(json ? jsonLines(damages) : damagesText(damages));
    cli.exitCode = damages.length === 0 ? 0 : 1;
    return;
  }
  if (!json) cli.print(damagesText(damages));
  const warning = 'WARNING! Damaged files move below "damaged" in the state root; nothing is deleted.';
  if (yes !== true) await confirm(cli, warning, 'engine repair');
  const done = await client.repair();
  cli.print(json ? jsonLines(done) : doneText(done));
  if (done.some(({ error }) => error !== undefined)) cli.exitCode = 1;
}

function damagesText(damages: readonly Damage[]): string {
  if (damages.length === 0) return 'Nothing is damaged.\n';
  return damages
    .map(
      ({ kind, path, why, remedy }) => `${path}: ${why}\n  The record of the ${kind} ${REMEDIES[remedy]}.\n`,
    )
    .join('');
}

function doneText(done: readonly Repaired[]): string {
  return done
    .map(({ path, movedTo, error }) => {
      if (error !== undefined) return `Not repaired: ${path}: ${error}\n`;
      return `Repaired: ${path}${movedTo === undefined ? '' : ` (what was there: ${movedTo})`}\n`;
    })
    .join('');
}

function jsonLines(items: readonly object[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join('');
}
