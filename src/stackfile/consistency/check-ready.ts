import { type ReadyProblem, readReadyCheck } from '../../model/ready-check.js';
import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, itemsOf, keyPlace, placeOf, plainText, type TreeNode, toPlain } from '../tree.js';

const KEY = 'x-ready';

/** `x-ready`, our own: how the engine sees from outside that a service is ready. It takes the place of a health check. */
export function checkReady(service: TreeNode, path: StackPath, problems: Problems): void {
  const node = child(service, KEY);
  if (node === undefined) return;
  const read = readReadyCheck(toPlain(node));
  if ('problems' in read) {
    for (const problem of read.problems) {
      problems.add(placeFor(problem, service, node), [...path, KEY, ...problem.path], problem.message);
    }
    return;
  }
  const healthcheck = child(service, 'healthcheck');
  if (healthcheck === undefined || isDisabled(healthcheck)) return;
  const message = 'cannot stand beside "healthcheck", whose place it takes; leave one of them out';
  problems.add(keyPlace(service, KEY), [...path, KEY], message);
}

function placeFor({ path, isKey }: ReadyProblem, service: TreeNode, node: TreeNode): Place {
  if (path.length === 0) return keyPlace(service, KEY);
  if (!isKey) return placeOf(node, path);
  const parent = path.slice(0, -1).reduce<TreeNode | undefined>(child, node);
  return keyPlace(parent ?? node, path.at(-1) ?? '');
}

/** Also by `test: [NONE]`. */
function isDisabled(healthcheck: TreeNode): boolean {
  const [first] = itemsOf(child(healthcheck, 'test'));
  return plainText(child(healthcheck, 'disable')) === 'true' || plainText(first) === 'NONE';
}
