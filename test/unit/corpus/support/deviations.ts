import { readFileSync } from 'node:fs';

/** Projects that come out otherwise than Compose has them on purpose, each with the reason why. */
export const deviations: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('../../../corpus/deviations.json', import.meta.url), 'utf8'),
);
