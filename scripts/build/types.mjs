import { join } from 'node:path';
import { localBin, run } from './run.mjs';

/** Declarations of the public entry and what it leads to. */
export async function buildTypes(dist) {
  await run(localBin('tsc'), ['-p', 'tsconfig.types.json', '--outDir', join(dist, 'types')]);
}
