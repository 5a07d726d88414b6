import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TscomposeError } from '../base/errors.js';

const BUNDLE = join('dist', 'daemon.cjs');

/** The engine's bundle of the package that this module belongs to. @throws ENGINE_UNREACHABLE when it was not built */
export function locateEngine(): string {
  // In the CommonJS bundle there is no import.meta.dirname, in a module no __dirname.
  const start = import.meta.dirname ?? __dirname;
  for (let directory = start; ; directory = dirname(directory)) {
    const bundle = join(directory, BUNDLE);
    if (existsSync(bundle)) return bundle;
    if (dirname(directory) === directory) break;
  }
  throw new TscomposeError(
    'ENGINE_UNREACHABLE',
    `the engine's program ${BUNDLE} is missing from this installation`,
    {
      action: 'start the engine',
      subject: start,
      hint: 'Install the package again, or run "npm run build" in a checkout.',
    },
  );
}
