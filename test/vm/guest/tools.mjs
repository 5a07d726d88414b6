// What the scenarios inside the virtual machine share.
import { spawnSync } from 'node:child_process';

const PATIENCE_MS = 120_000;

export function tscompose(...args) {
  const run = spawnSync('/app/bin/tscompose', args, {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    env: { PATH: '/bin', HOME: '/tmp' },
  });
  return { code: run.status, out: `${run.stdout}${run.stderr}`, stdout: run.stdout ?? '' };
}

/** One finding, for the test that reads the console. */
export function check(name, ok, detail = '') {
  console.log(`CHECK ${JSON.stringify({ name, ok, detail: String(detail).slice(0, 2000) })}`);
}

/** By a clock that nobody sets. */
export async function until(condition) {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    if (await condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}
