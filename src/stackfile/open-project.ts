import { callersVariables, projectVariables } from './environment/load-environment.js';
import { findStackFiles, projectDirectoryOf } from './find/discover.js';
import { projectNameOf, requestedProjectName } from './find/project-name.js';
import { type GivenFile, SourceReader } from './find/source-reader.js';
import { writtenName } from './find/written-name.js';
import type { Problems } from './problems.js';
import { readDocuments, type StackDocument } from './read/read-documents.js';
import type { StackRequest, Switches } from './request.js';
import type { Scope } from './scope.js';

const ALL_PASSES: Switches = {
  interpolate: true,
  normalise: true,
  resolvePaths: true,
  resolveEnvironment: true,
  checkConsistency: true,
  validate: true,
};

/** The files of a stack, read, and all that they are worked out against. */
export interface OpenProject {
  readonly files: readonly GivenFile[];
  readonly documents: readonly StackDocument[];
  readonly scope: Scope;
  readonly name: string;
}

/**
 * Finds the files of a request, its directory, variables and name. They depend on one another: an env file may
 * name the stack files, these settle the directory, whose own env file comes behind, and the name may hold
 * variables and is one itself.
 * @throws TscomposeError STACK_FILE_NOT_FOUND, STACK_FILE_INVALID for a file that is no YAML, USAGE for a name
 *   that cannot be one
 */
export function openProject(request: StackRequest, problems: Problems): OpenProject {
  const sources = new SourceReader(request.reader, request.cwd, problems);
  const callers = callersVariables(request, sources, problems);
  const files = findStackFiles(request, callers.lookup);
  const directory = projectDirectoryOf(request, files);
  const known = projectVariables(callers, request, directory, sources, problems);
  const switches = { ...ALL_PASSES, ...request.switches };
  const nameless: Scope = {
    ...{ sources, problems, switches, directory, pathPrefix: directory },
    ...{ variables: known, home: request.environment.HOME },
    ...{ including: [], extended: new Map(), included: new Map() },
  };
  const requested = requestedProjectName(request.projectName, known.lookup('COMPOSE_PROJECT_NAME'));
  const documents = readDocuments(files, nameless);
  const name = requested ?? writtenName(documents, known.lookup, problems) ?? projectNameOf(directory);
  const scope = { ...nameless, variables: known.withOwn('COMPOSE_PROJECT_NAME', name) };
  return { files, documents, scope, name };
}
