import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './run.mjs';

const execFileAsync = promisify(execFile);

/**
 * Runs that warm the functions worth caching: the cache holds what was compiled when it is made. The stack file is one that
 * reaches most of the reader; listing an empty state root reaches the renderer.
 */
const WARM_UP = {
  cli: ['-f', 'examples/hello/compose.yaml', 'config', '--format', 'json'],
  daemon: ['--version'],
};

/** `dist/NAME.cache` for every bundle, made after a run of it. */
export async function makeCodeCaches(dist) {
  for (const [name, args] of Object.entries(WARM_UP)) {
    if (!existsSync(join(dist, `${name}.bundle.cjs`))) continue;
    const script = join(root, 'scripts/build/write-code-cache.cjs');
    await execFileAsync(process.execPath, [script, join(dist, name), ...args], { cwd: root });
  }
}
