import { readFileSync } from 'node:fs';

/** Projects that come out otherwise than Compose has them, each with the reason why. */
export const deviations = listed('deviations.json');

/** Projects that do not come out right yet. */
export const pending = listed('pending.json');

function listed(file: string): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(new URL(`../../../corpus/${file}`, import.meta.url), 'utf8'));
}
