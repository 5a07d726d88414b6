import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './run.mjs';
import { standInEngine } from './stand-in-engine.mjs';

const execFileAsync = promisify(execFile);

/**
 * Command lines whose functions are worth caching: a cache holds what was compiled when it is made, and what the cache before
 * it held.
 */
const CLI_RUNS = [
  ['version'],
  ['config', '--format', 'json'],
  ['ps'],
  ['logs'],
  ['exec', '-T', 'web', 'true'],
  ['up', '-d'],
  ['down'],
];
const DAEMON_RUNS = [['--version']];

/** `dist/NAME.cache` for every bundle. */
export async function makeCodeCaches(dist) {
  const engine = await standInEngine();
  try {
    const stack = ['--root', engine.stateRoot, '-f', 'examples/hello/compose.yaml'];
    await warmUp(join(dist, 'cli'), [
      '-f',
      'scripts/build/warm-up.yaml',
      '--profile',
      'warm',
      'config',
      '-q',
    ]);
    for (const verb of CLI_RUNS) await warmUp(join(dist, 'cli'), [...stack, ...verb]);
  } finally {
    await engine.end();
  }
  for (const args of DAEMON_RUNS) await warmUp(join(dist, 'daemon'), args);
}

async function warmUp(stem, args) {
  const script = join(root, 'scripts/build/write-code-cache.cjs');
  // Extra certificates have nothing to do here, and cost 60 ms at every start.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: '' };
  const running = execFileAsync(process.execPath, [script, stem, ...args], { cwd: root, env });
  running.child.stdin.end();
  await running;
}
