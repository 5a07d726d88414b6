import { canonicaliseStack } from './canonicalise/top-level.js';
import type { GivenFile } from './find/source-reader.js';
import { interpolateTree } from './interpolate/interpolate-tree.js';
import { mergeStacks } from './merge/merge-stacks.js';
import { omitEmpty } from './merge/omit-empty.js';
import { uniqueItems } from './merge/unique-items.js';
import { readYaml } from './read/read-yaml.js';
import { SourceText } from './read/source-text.js';
import type { Scope } from './scope.js';
import { type MapNode, map } from './tree.js';
import { checkSchema } from './validate/check-schema.js';

/** A YAML document of a stack file. */
export interface StackDocument {
  readonly file: GivenFile;
  readonly tree: MapNode;
}

/**
 * Reads files: one tree per YAML document of all. A file of which nothing can be used ends it here: what could
 * be said about the rest of the stack would be wrong without it.
 * @throws TscomposeError STACK_FILE_NOT_FOUND, STACK_FILE_INVALID
 */
export function readDocuments(files: readonly GivenFile[], { sources, problems }: Scope): StackDocument[] {
  const documents = files.map((file) => {
    const source = sources.read(file, file.origin);
    const trees = source === undefined ? [] : readYaml(source, problems);
    return trees.map((tree) => ({ file, tree }));
  });
  if (documents.some((ofFile) => ofFile.length === 0)) problems.throwIfAny();
  return documents.flat();
}

/** Lays documents over each other, the first at the bottom, in canonical form. */
export function mergeDocuments(documents: readonly StackDocument[], scope: Scope): MapNode {
  const merged = documents.reduce<MapNode | undefined>(
    (base, document) => addDocument(base, document, scope),
    undefined,
  );
  return merged ?? map(NOWHERE, {});
}

function addDocument(base: MapNode | undefined, { tree }: StackDocument, scope: Scope): MapNode {
  const { problems, switches, variables } = scope;
  const document = switches.interpolate ? interpolateTree(tree, variables, problems) : tree;
  const merged = base === undefined ? document : mergeStacks(base, document, problems);
  const unique = uniqueItems(merged, problems);
  if (switches.validate) checkSchema(unique, problems);
  const context = { problems, projectDirectory: scope.directory, home: scope.home, lookup: variables.lookup };
  // Ports that were written as a range may turn out to be published twice only now.
  return uniqueItems(omitEmpty(canonicaliseStack(unique, context)), problems);
}

/** Stands for a file without a single document. */
const NOWHERE = { source: new SourceText('', '', 0), offset: 0 };
