import { isNull, list, scalar, type TreeNode } from '../../tree.js';
import { splitShellWords } from '../shell-words.js';
import { plainText, scalarValue } from './scalars.js';
import { listOf, refuse, type Shape } from './shape.js';

/** `command`, `entrypoint`: text becomes words. An empty list says "none", which is not the same as nothing. */
export const command: Shape = (node, path, problems) => {
  if (isNull(node)) return undefined;
  const text = scalarValue(node);
  if (node.kind === 'list') return listOf(plainText)(node, path, problems) ?? list(node.at, []);
  if (typeof text !== 'string') return refuse(node, path, problems, 'text or a list of texts');
  const result = splitShellWords(text);
  if ('problem' in result) {
    problems.add(node.at, path, result.problem, node);
    return undefined;
  }
  if (result.cutAt !== undefined) {
    const message = `everything from the "${result.cutAt}" on is dropped, since no shell runs this; write ["sh", "-c", "..."]`;
    problems.warn(node.at, path, message);
  }
  return list(
    node.at,
    result.words.map((word): TreeNode => ({ ...node, kind: 'scalar', value: word })),
  );
};

/** `healthcheck.test`: text is for a shell. */
export const healthTest: Shape = (node, path, problems) => {
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    return list(node.at, [scalar(node.at, 'CMD-SHELL'), node]);
  }
  return listOf(plainText)(node, path, problems);
};
