import { list, scalar } from '../tree.js';
import { type Canonicaliser, flatMapItems, refuse } from './context.js';
import { splitShellWords } from './shell-words.js';

/** `command` and `entrypoint`: text becomes words; an empty list says "none", which is not the same as absence. */
export const command: Canonicaliser = (node, path, context) => {
  if (node.kind === 'list') return flatMapItems(node, path, context, (item) => [item]);
  if (node.kind !== 'scalar') return undefined;
  // An explicit null takes back what an earlier file said.
  if (node.value === null) return node;
  const result = splitShellWords(String(node.value));
  if ('problem' in result) return refuse(node, path, context, result.problem);
  if (result.cutAt !== undefined) {
    const message = `everything from the "${result.cutAt}" on is dropped, since no shell runs this; write ["sh", "-c", "..."]`;
    context.problems.warn(node.at, path, message);
  }
  return list(
    node.at,
    result.words.map((word) => scalar(node.at, word)),
  );
};
