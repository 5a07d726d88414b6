// npm's install script: builds the native programs where tscompose gets installed, and all of it in a checkout.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeCodeCaches } from './build/code-cache.mjs';
import { buildNative } from './build/native.mjs';
import { root, run } from './build/run.mjs';

const isCheckout = existsSync(join(root, 'src'));
if (process.env.TSCOMPOSE_SKIP_BUILD !== '1') {
  if (isCheckout) {
    await run(process.execPath, ['scripts/build.mjs']);
  } else {
    await buildNative();
    await makeCodeCaches(join(root, 'dist'));
  }
}
