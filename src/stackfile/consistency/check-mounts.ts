import { positionAt } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, itemsOf, plainText, quote, type TreeNode } from '../tree.js';

/** Only one thing can be mounted at a path: `tmpfs` and `volumes` together. */
export function checkMounts(service: TreeNode, path: StackPath, problems: Problems): void {
  const tmpfs = itemsOf(child(service, 'tmpfs')).map((node, index) => ({
    ...{ node, at: [...path, 'tmpfs', index], target: plainText(node).split(':')[0] ?? '' },
  }));
  const volumes = itemsOf(child(service, 'volumes')).map((node, index) => ({
    ...{ node, at: [...path, 'volumes', index], target: plainText(child(node, 'target')) },
  }));
  const taken = new Map<string, TreeNode>();
  for (const { node, at, target } of [...tmpfs, ...volumes]) {
    const other = taken.get(target);
    if (other === undefined) taken.set(target, node);
    else {
      const message = `${quote(target)} is the target of another mount already, in line ${positionAt(other.at).line}`;
      problems.add(node.at, at, message, node);
    }
  }
}
