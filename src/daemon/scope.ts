import { createHash } from 'node:crypto';
import { DEFAULT_ROOT } from '../api/runtime-paths.js';

const SCOPE_LENGTH = 8;

/** What kernel objects of a state root carry in their names, so that engines live side by side; empty for the default root. */
export function scopeOf(root: string): string {
  return root === DEFAULT_ROOT ? '' : createHash('sha256').update(root).digest('hex').slice(0, SCOPE_LENGTH);
}
