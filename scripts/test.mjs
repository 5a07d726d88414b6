// npm test: everything, on a machine that may be bare. Goes on after a failed part, and says at the end which failed.
// npm test -- lint unit: only these parts.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp, step, TEST_TOOLS } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PARTS = ['lint', 'types', 'unit', 'native', 'e2e', 'vm'];
/** npm script of a part whose name differs. */
const SCRIPTS = { unit: 'test:unit', native: 'test:native', e2e: 'test:e2e', vm: 'test:vm' };

const chosen = process.argv.slice(2);
const unknown = chosen.find((part) => !PARTS.includes(part));
if (unknown !== undefined) {
  process.stderr.write(`There is no part "${unknown}"; the parts are ${PARTS.join(', ')}.\n`);
  process.exit(1);
}

setUp({ tools: TEST_TOOLS });

const failed = [];
for (const part of PARTS.filter((name) => chosen.length === 0 || chosen.includes(name))) {
  step(part);
  const { status } = spawnSync('npm', ['run', '--silent', SCRIPTS[part] ?? part], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) failed.push(part);
}
if (failed.length > 0) {
  step(`Failed: ${failed.join(', ')}`);
  process.exit(1);
}
step('All passed');
