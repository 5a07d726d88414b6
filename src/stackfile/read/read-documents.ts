import type { GivenFile } from '../find/source-reader.js';
import type { StackPath } from '../positions.js';
import type { Scope } from '../scope.js';
import { readYaml, type YamlDocument } from './read-yaml.js';

/** A YAML document of a stack file. */
export interface StackDocument extends YamlDocument {
  readonly file: GivenFile;
}

/**
 * Reads files: one tree per YAML document of all. A file of which nothing can be used ends it here: what could
 * be said about the rest of the stack would be wrong without it.
 * @param path what names the files, if another file does
 * @throws TscomposeError STACK_FILE_NOT_FOUND, STACK_FILE_INVALID
 */
export function readDocuments(
  files: readonly GivenFile[],
  { sources, problems }: Scope,
  path: StackPath = [],
): readonly StackDocument[] {
  const documents = files.map((file) => {
    const { from } = file.origin;
    const source =
      from === undefined
        ? sources.read(file, file.origin)
        : sources.readNamed(file, { ...file.origin, from }, path);
    const read = source === undefined ? [] : readYaml(source, problems);
    return read.map((document) => ({ ...document, file }));
  });
  if (documents.some((ofFile) => ofFile.length === 0)) problems.throwIfAny();
  return documents.flat();
}
