import { createHash } from 'node:crypto';

const SCOPE_LENGTH = 8;

/** What kernel objects of a state root carry in their names (docs/architecture.md). */
export function scopeOf(root: string): string {
  return createHash('sha256').update(root).digest('hex').slice(0, SCOPE_LENGTH);
}
