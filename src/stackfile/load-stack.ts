import { TscomposeError } from '../base/errors.js';
import type { LoadedStack, StackRequest } from './request.js';

/**
 * Reads, merges, checks and resolves the stack files of a request.
 * @throws TscomposeError STACK_FILE_NOT_FOUND, or one STACK_FILE_INVALID whose message lists every problem in order of position
 */
export function loadStack(request: StackRequest): LoadedStack {
  throw new TscomposeError('STACK_FILE_NOT_FOUND', `no stack file in ${request.cwd}`);
}
