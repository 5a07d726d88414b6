import type { Document, YAMLParseError } from 'yaml';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { describeValue, type MapNode } from '../tree.js';
import { buildTree } from './build-tree.js';
import { parseYaml, TooDeep } from './parse-yaml.js';
import type { SourceText } from './source-text.js';

export interface YamlDocument {
  readonly tree: MapNode;
  /** What earlier files say at these places doesn't count: `!reset` or `!override` stands there. */
  readonly resets: readonly StackPath[];
}

/**
 * Parses a YAML text into one tree per document. What is wrong goes to `problems`; a document that cannot be
 * used at all is left out.
 */
export function readYaml(source: SourceText, problems: Problems): readonly YamlDocument[] {
  const documents = parse(source, problems);
  const trees: YamlDocument[] = [];
  for (const document of documents) {
    for (const error of document.errors) {
      problems.add({ source, offset: error.pos[0] }, [], yamlMessage(error));
    }
    if (document.errors.length > 0) continue;
    const { tree, resets } = buildTree(document, source, problems);
    if (tree.kind === 'map') trees.push({ tree, resets });
    else if (tree.kind !== 'scalar' || tree.value !== null) {
      problems.add(
        tree.at,
        [],
        `a stack file is a map with "services" and so on, but this is ${describeValue(tree)}`,
      );
    } else if (documents.length === 1) {
      problems.add({ source, offset: 0 }, [], 'the file is empty; a stack file is a map with "services"');
    }
  }
  return trees;
}

function parse(source: SourceText, problems: Problems): readonly Document[] {
  try {
    const documents = parseYaml(source.text);
    if (documents.length === 0) {
      problems.add({ source, offset: 0 }, [], 'the file is empty; a stack file is a map with "services"');
    }
    return documents;
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    problems.add({ source, offset: error.offset }, [], 'the file is nested too deeply to be a stack file');
    return [];
  }
}

const MESSAGES: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  TAB_AS_INDENT: 'a tab cannot indent in YAML; use spaces',
  MULTILINE_IMPLICIT_KEY: 'not valid YAML: a key must stand on one line; is a quote or ":" missing?',
  BLOCK_AS_IMPLICIT_KEY:
    'not valid YAML: a map cannot start here; wrong indentation, or a value with ": " to be quoted?',
};

function yamlMessage(error: YAMLParseError): string {
  return (
    MESSAGES[error.code] ??
    `not valid YAML: ${error.message.slice(0, 1).toLowerCase()}${error.message.slice(1)}`
  );
}
