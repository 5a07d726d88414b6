// Builds everything that runs: generated code, native programs, bundles, types, code caches.
// node scripts/build.mjs [--no-native] [--no-types]
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundles } from './build/bundles.mjs';
import { makeCodeCaches } from './build/code-cache.mjs';
import { buildNative } from './build/native.mjs';
import { root, run } from './build/run.mjs';
import { buildTypes } from './build/types.mjs';

const { values } = parseArgs({
  options: { 'no-native': { type: 'boolean' }, 'no-types': { type: 'boolean' } },
});

const dist = join(root, 'dist');
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
if (existsSync(join(root, 'scripts/compile-schema.mjs'))) {
  await run(process.execPath, ['scripts/compile-schema.mjs']);
}
await buildBundles(dist);
await Promise.all([
  values['no-native'] ? undefined : buildNative(),
  values['no-types'] ? undefined : buildTypes(dist),
]);
await makeCodeCaches(dist);
