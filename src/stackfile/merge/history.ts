import type { Problems } from '../problems.js';
import type { TreeNode } from '../tree.js';

/**
 * A value that takes the place of another, and remembers it. What it had replaced before, in its own file or
 * service, stays in between. A refused value stays the very node that was refused.
 */
export function replacing(over: TreeNode, base: TreeNode, problems: Problems): TreeNode {
  if (over === base || problems.isRefused(over)) return over;
  const replaced = over.replaced === undefined ? base : replacing(over.replaced, base, problems);
  return { ...over, replaced };
}
