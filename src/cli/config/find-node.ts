import { TscomposeError } from '../../base/errors.js';
import { pathText } from '../../stackfile/path-text.js';
import type { Place } from '../../stackfile/place.js';
import type { StackPath } from '../../stackfile/positions.js';
import type { MapNode, TreeNode } from '../../stackfile/tree.js';
import { didYouMean } from '../suggest.js';

/** A node of a stack with the way to it. */
export interface FoundNode {
  readonly path: StackPath;
  readonly node: TreeNode;
  /** Place of its key, where it has one. */
  readonly key?: Place;
  /** From the root down to the node's parent. */
  readonly ancestors: readonly TreeNode[];
}

/**
 * Finds what a written path means: `services.web.ports[0]`, `services.web.labels."a.b"`. Keys that hold dots are found
 * without quotes too.
 * @throws USAGE when there is no such node, with the nearest one there is
 */
export function findNode(root: MapNode, written: string): FoundNode {
  const steps = stepsOf(written);
  let found: FoundNode = { path: [], node: root, ancestors: [] };
  for (let index = 0; index < steps.length; ) {
    const [next, taken] = childOf(found, steps.slice(index));
    if (next === undefined) throw missing(found, steps.slice(index), written);
    found = next;
    index += taken;
  }
  return found;
}

interface Step {
  readonly text: string;
  /** In quotes or brackets: to be taken as it is. */
  readonly exact: boolean;
}

const STEP = /\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|"((?:[^"\\]|\\.)*)"|([^.["]+)|\./gy;

function stepsOf(written: string): Step[] {
  const steps: Step[] = [];
  let end = 0;
  for (const match of written.matchAll(STEP)) {
    end = match.index + match[0].length;
    const quoted = match[2] ?? match[3];
    if (match[1] !== undefined) steps.push({ text: match[1], exact: true });
    else if (quoted !== undefined) steps.push({ text: quoted.replace(/\\(.)/g, '$1'), exact: true });
    else if (match[4] !== undefined) steps.push({ text: match[4], exact: false });
  }
  if (end === written.length && steps.length > 0) return steps;
  throw new TscomposeError('USAGE', `"${written}" is not a path`, {
    hint: 'Write keys joined by dots, and indices in brackets: services.web.ports[0].',
  });
}

/** The child that the next step names, or the next few together, and how many they are. */
function childOf(parent: FoundNode, steps: readonly Step[]): readonly [FoundNode | undefined, number] {
  const { node, path } = parent;
  const ancestors = [...parent.ancestors, node];
  const [first] = steps;
  if (first !== undefined && node.kind === 'list' && /^\d+$/.test(first.text)) {
    const item = node.items[Number(first.text)];
    return [item && { path: [...path, Number(first.text)], node: item, ancestors }, 1];
  }
  if (node.kind !== 'map') return [undefined, 0];
  for (let count = 1; count <= steps.length; count += 1) {
    const key = steps
      .slice(0, count)
      .map(({ text }) => text)
      .join('.');
    const entry = node.entries.get(key);
    if (entry !== undefined) {
      return [{ path: [...path, key], node: entry.value, key: entry.key, ancestors }, count];
    }
    if (steps[count]?.exact || first?.exact) break;
  }
  return [undefined, 0];
}

function missing(parent: FoundNode, steps: readonly Step[], written: string): TscomposeError {
  const { node, path } = parent;
  const wanted = steps[0]?.text ?? '';
  const where = path.length === 0 ? 'the stack' : pathText(path);
  if (node.kind === 'scalar') {
    return new TscomposeError('USAGE', `there is no ${written}: ${where} is a single value`);
  }
  if (node.kind === 'list') {
    const count = node.items.length;
    const hint =
      count === 0 ? {} : { hint: `It has the items ${where}[0]${count > 1 ? ` to [${count - 1}]` : ''}.` };
    return new TscomposeError('USAGE', `there is no ${written}: ${where} has ${count} items`, hint);
  }
  const keys = [...node.entries.keys()];
  const near = didYouMean(wanted, keys).hint?.replace(
    /"(.*)"/,
    (_, key: string) => `"${pathText([...path, key])}"`,
  );
  const list = keys.length === 0 ? undefined : `It has ${keys.sort().join(', ')}.`;
  const hint = near ?? list;
  return new TscomposeError(
    'USAGE',
    `there is no ${written}: ${where} has no "${wanted}"`,
    hint === undefined ? {} : { hint },
  );
}
