import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from './sandbox.js';

const NEEDED = ['dist/cli.bundle.cjs', 'dist/daemon.bundle.cjs', 'build/Release/monitor'];

/** Says at once what is missing, before a hundred tests fail of it. */
export default function checkMachine(): void {
  if (process.geteuid?.() !== 0) throw new Error('the end-to-end tests need root');
  const missing = NEEDED.filter((file) => !existsSync(join(PACKAGE_ROOT, file)));
  if (missing.length > 0) throw new Error(`run "npm run build" first: there is no ${missing.join(', ')}`);
}
