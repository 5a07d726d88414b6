import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, type TreeNode } from '../tree.js';
import { nearest } from '../validate/near-miss.js';

const SOURCES = ['image', 'build', 'provider'];

/**
 * A service has to come from somewhere.
 * @param at the service's name
 */
export function checkImage(service: TreeNode, at: Place, path: StackPath, problems: Problems): void {
  if (SOURCES.some((key) => child(service, key) !== undefined || problems.concern([...path, key]))) return;
  // A misspelt "image" has been reported as what it is.
  for (const key of problems.stepsBelow(path)) {
    if (typeof key === 'string' && nearest(key, SOURCES) !== undefined) return;
  }
  problems.add(at, path, '"image" is missing; a service needs an "image" or a "build"');
}
