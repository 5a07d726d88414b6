import { TscomposeError } from '../base/errors.js';
import { invalid } from './invalid.js';

/** What reads a value; its complaint gets the value's place in the stack file. @throws TscomposeError STACK_FILE_INVALID */
export function withPlace<T>(path: readonly (string | number)[], read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TscomposeError && error.code === 'USAGE') throw invalid(path, error.message);
    throw error;
  }
}
