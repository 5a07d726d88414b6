import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, describeValue, isNull, type TreeNode, textOf } from '../tree.js';

/** What a service extends. */
export interface ExtendsTarget {
  readonly service: string;
  readonly serviceAt: Place;
  /** As it is written; absent: the same file. */
  readonly file?: { readonly name: string; readonly at: Place };
}

/** Reads `extends`: the name of a service, or a map of `service` and perhaps `file`; what is neither is reported. */
export function extendsTarget(
  node: TreeNode,
  path: StackPath,
  problems: Problems,
): ExtendsTarget | undefined {
  if (problems.isRefused(node)) return undefined;
  const short = textOf(node);
  if (short !== undefined) return { service: short, serviceAt: node.at };
  if (node.kind !== 'map') {
    const message = `has to be the name of a service, or a map of "service" and "file", but is ${describeValue(node)}`;
    problems.add(node.at, path, message, node);
    return undefined;
  }
  const service = textAt(node, 'service', path, problems);
  const file = textAt(node, 'file', path, problems);
  if (service === undefined && isNull(child(node, 'service'))) {
    problems.add(node.at, path, '"service" is missing', node);
  }
  const fileIsBad = file === undefined && !isNull(child(node, 'file'));
  if (service === undefined || fileIsBad) return undefined;
  const target = { service: service.name, serviceAt: service.at };
  return file === undefined ? target : { ...target, file };
}

function textAt(node: TreeNode, key: string, path: StackPath, problems: Problems) {
  const value = child(node, key);
  const name = textOf(value);
  if (value !== undefined && name !== undefined) return { name, at: value.at };
  if (value !== undefined && !isNull(value) && !problems.isRefused(value)) {
    problems.add(value.at, [...path, key], `has to be text, but is ${describeValue(value)}`, value);
  }
  return undefined;
}
