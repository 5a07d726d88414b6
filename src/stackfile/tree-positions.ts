import { positionAt } from './place.js';
import type { StackPath, StackPosition } from './positions.js';
import { picture } from './problem-text.js';
import type { StackPositions } from './request.js';
import { placeOf, type TreeNode } from './tree.js';

/** Looks places up in the tree that the resolved stack was made from. */
export class TreePositions implements StackPositions {
  private readonly root: TreeNode;

  constructor(root: TreeNode) {
    this.root = root;
  }

  positionOf(path: StackPath): StackPosition | undefined {
    return path.length === 0 ? undefined : positionAt(placeOf(this.root, path));
  }

  renderAt(path: StackPath, message: string): string {
    if (path.length === 0) return message;
    const place = placeOf(this.root, path);
    const { file, line, column } = positionAt(place);
    return `${file}:${line}:${column}: ${message}\n${picture(place)}`;
  }
}
