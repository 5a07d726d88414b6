import type { LostRecord } from '../spec/repair.js';

/** What to tell who works on a stack of the records that it, perhaps, has lost. */
export function lostRecordWarnings(stack: string, lost: readonly LostRecord[]): readonly string[] {
  return lost.filter((record) => concerns(stack, record)).map(warningOf);
}

/** Labels are lost too: names have to do, which begin with that of the stack. What has none may be anybody's. */
function concerns(stack: string, { name }: LostRecord): boolean {
  return name === undefined || name.startsWith(`${stack}-`) || name.startsWith(`${stack}_`);
}

function warningOf({ kind, name }: LostRecord): string {
  if (kind !== 'container') {
    return `the record of ${kind} ${name} is damaged: it goes on, and "tscompose engine repair" puts it right`;
  }
  if (name !== undefined) {
    return `the record of container ${name} is damaged: it runs on, and "tscompose engine repair" ends it and sets it aside`;
  }
  return (
    'the record of a container is damaged, perhaps of this stack: "tscompose engine repair -n" says which file, ' +
    '"tscompose engine repair" sets it aside'
  );
}
