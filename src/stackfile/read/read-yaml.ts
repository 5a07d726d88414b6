import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { describeValue, type MapNode, map, type TreeNode } from '../tree.js';
import { type BuiltTree, buildTree } from './build-tree.js';
import { parseYaml } from './parse-yaml.js';
import type { SourceText } from './source-text.js';
import { YamlSyntaxError } from './syntax-error.js';
import { checkDocument } from './yaml-problems.js';

export interface YamlDocument {
  readonly tree: MapNode;
  /** What earlier files say at these places doesn't count: `!reset` or `!override` stands there. */
  readonly resets: readonly StackPath[];
}

/**
 * Reads a YAML text into one tree per document. What is wrong goes to `problems`; a document that cannot be used
 * at all is left out. A text without any, of comments perhaps, is an empty map.
 */
export function readYaml(source: SourceText, problems: Problems): readonly YamlDocument[] {
  const documents = readAll(source, problems);
  if (documents?.length === 0) return [{ tree: map({ source, offset: 0 }, {}), resets: [] }];
  return (documents ?? []).flatMap(({ tree, resets }, index): YamlDocument[] => {
    if (tree.kind === 'map') return [{ tree, resets }];
    problems.add(tree.at, [], notAMap(tree, index + 1));
    return [];
  });
}

/** All documents, whatever they hold; undefined when the text is no YAML. */
function readAll(source: SourceText, problems: Problems): readonly BuiltTree[] | undefined {
  try {
    return parseYaml(source.text).map((document) => {
      checkDocument(document, source.text);
      return buildTree(document, source, problems);
    });
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    problems.add({ source, offset: error.offset }, error.path, error.message);
    return undefined;
  }
}

function notAMap(tree: TreeNode, count: number): string {
  const isEmpty = tree.kind === 'scalar' && tree.value === null;
  if (isEmpty)
    return `the ${count === 1 ? 'file' : 'document'} is empty; a stack file is a map with "services"`;
  return `a stack file is a map with "services" and so on, but this is ${describeValue(tree)}`;
}
