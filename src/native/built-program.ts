import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TscomposeError } from '../base/errors.js';

/**
 * Absolute path of a product of the native build in the package that this module belongs to.
 * @param name file beneath `build/Release`
 * @throws INTERNAL when it was not built
 */
export function builtProgram(name: string): string {
  // In the CommonJS bundle there is no import.meta.dirname, in a module no __dirname.
  const start = import.meta.dirname ?? __dirname;
  for (let directory = start; ; directory = dirname(directory)) {
    const program = join(directory, 'build', 'Release', name);
    if (existsSync(program)) return program;
    if (dirname(directory) === directory) break;
  }
  throw new TscomposeError('INTERNAL', `the native program ${name} is missing from this installation`, {
    action: 'find native program',
    subject: start,
    hint: 'Install the package again on a machine with a C++ compiler, or run "npm run build" in a checkout.',
  });
}
