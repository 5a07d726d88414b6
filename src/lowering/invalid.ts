import { TscomposeError } from '../base/errors.js';

/** A value of the model that the engine cannot express; `path` lets the command line show the place in the file. */
export function invalid(path: readonly (string | number)[], problem: string): TscomposeError {
  return new TscomposeError('STACK_FILE_INVALID', `${path.join('.')}: ${problem}`, { path });
}
