import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, isNull, type Scalar, type ScalarNode, scalar, type TreeNode } from '../tree.js';

export interface CanonicaliseContext {
  readonly problems: Problems;
  /** Variables were left standing: a short form that cannot be read as it is may well be one, and stays. */
  readonly tolerant: boolean;
}

/** Brings one value to its long form; undefined when it is unusable. */
export type Canonicaliser = (
  node: TreeNode,
  path: StackPath,
  context: CanonicaliseContext,
) => TreeNode | undefined;

/** Reports a short form that cannot be read, and takes it away, so that nobody complains twice. */
export function refuse<T extends TreeNode>(
  node: T,
  path: StackPath,
  { problems, tolerant }: CanonicaliseContext,
  message: string,
): T | undefined {
  if (tolerant) return node;
  problems.add(node.at, path, message, node);
  return undefined;
}

/** A part of a short form: at its place, and with the variables that went into it. */
export function part(whole: ScalarNode, value: Scalar): ScalarNode {
  const { at, template, variables } = whole;
  return {
    ...scalar(at, value),
    ...(template === undefined ? {} : { template }),
    ...(variables === undefined ? {} : { variables }),
  };
}

/** The text of a scalar that is not null. */
export function textOf(node: TreeNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : undefined;
}

/** Text of a node that was written as text: numbers and booleans are none. */
export function isText(node: TreeNode | undefined): node is ScalarNode & { readonly value: string } {
  return node?.kind === 'scalar' && typeof node.value === 'string';
}

/** A long form without what it is about is refused, and stays as it is. */
export function withTarget(node: TreeNode, path: StackPath, { problems }: CanonicaliseContext): TreeNode {
  if (node.kind === 'map' && isNull(child(node, 'target')) && !problems.isRefused(node)) {
    problems.add(node.at, path, '"target" is missing; it says where in the container', node);
  }
  return node;
}
