import { posix } from 'node:path';
import type { Stack } from '../model/stack.js';
import { completeStack } from './complete/complete-stack.js';
import { checkReferences, type DefinedNames } from './consistency/check-references.js';
import { checkServices } from './consistency/check-services.js';
import { callersVariables, projectVariables } from './environment/load-environment.js';
import { resolveNames } from './environment/resolve-names.js';
import { readServiceFiles } from './environment/service-files.js';
import { Variables } from './environment/variables.js';
import { findStackFiles } from './find/discover.js';
import { projectNameOf, requestedProjectName } from './find/project-name.js';
import { type GivenFile, SourceReader } from './find/source-reader.js';
import { writtenName } from './find/written-name.js';
import { mergeDocuments } from './load-files.js';
import { Problems } from './problems.js';
import { activeProfiles, byProfile } from './profiles/by-profile.js';
import { chosenServices } from './profiles/select-services.js';
import { readDocuments } from './read/read-documents.js';
import type { LoadedStack, StackRequest, Switches } from './request.js';
import type { Scope } from './scope.js';
import { findUnsupported } from './support/find-unsupported.js';
import { child, entriesOf, type MapNode, map, toPlain } from './tree.js';
import { TreePositions } from './tree-positions.js';

const ALL_PASSES: Switches = {
  interpolate: true,
  normalise: true,
  resolvePaths: true,
  resolveEnvironment: true,
  checkConsistency: true,
  validate: true,
};

/**
 * Reads, merges, checks and resolves the stack files of a request. One pass after another makes a new tree of
 * the one before; places in the text stay with the nodes to the end.
 * @throws TscomposeError STACK_FILE_NOT_FOUND; USAGE for a name that cannot be one; or one STACK_FILE_INVALID
 *   whose message lists every problem in order of position
 */
export function loadStack(request: StackRequest): LoadedStack {
  const problems = new Problems();
  const sources = new SourceReader(request.reader, request.cwd, problems);
  const callers = callersVariables(request, sources, problems);
  const files = findStackFiles(request, callers.lookup);
  const workingDir = projectDirectoryOf(request, files[0]);
  const known = projectVariables(callers, request, workingDir, sources, problems);
  const switches = { ...ALL_PASSES, ...request.switches };
  const outer: Scope = {
    ...{ sources, problems, switches, directory: workingDir, pathPrefix: workingDir },
    ...{ variables: known, home: known.lookup('HOME') },
    ...{ including: [], extended: new Map(), included: new Map() },
  };
  const requested = requestedProjectName(request.projectName, known.lookup('COMPOSE_PROJECT_NAME'));
  const documents = readDocuments(files, outer);
  const name = requested ?? writtenName(documents, known.lookup) ?? projectNameOf(workingDir);
  const variables = known.withOwn('COMPOSE_PROJECT_NAME', name);

  const merged = mergeDocuments(documents, { ...outer, variables });
  // What is said about a stack would be wrong while parts of it are not there.
  if (problems.some(([first, , third]) => first === 'include' || third === 'extends')) problems.throwIfAny();
  // Where nothing is put into texts, Compose doesn't look at the environment for names without a value either.
  const seen = switches.interpolate ? variables : Variables.none.withOwn('COMPOSE_PROJECT_NAME', name);
  const named = resolveNames(merged, seen, switches.normalise);
  const active = activeProfiles(request.profiles, known.lookup('COMPOSE_PROFILES'));
  const whole = switches.normalise ? completeStack(named, name) : named;
  // Nor does it apply profiles then.
  const parts = switches.interpolate
    ? byProfile(whole, active)
    : { stack: whole, disabled: map(whole.at, {}) };
  const completed = parts.stack;
  checkServices(merged, problems);
  if (switches.checkConsistency) checkReferences(completed, definedNames(merged), problems);
  const context = { sources, problems, variables, directory: request.cwd };
  const { stack: chosen, disabled } = chosenServices(parts, request, active, problems);
  const resolved = switches.interpolate ? readServiceFiles(chosen, context) : chosen;
  problems.throwIfAny();
  return {
    // Every pass has had its say: the tree has the form that the model describes.
    stack: toPlain(resolved) as unknown as Stack,
    origin: { workingDir, configFiles: files.map(({ path }) => path) },
    positions: new TreePositions(resolved),
    warnings: problems.diagnostics(),
    tree: resolved,
    environment: variables.values,
    unsupported: findUnsupported(merged, completed),
    disabledServices: disabled,
  };
}

function projectDirectoryOf({ cwd, projectDirectory }: StackRequest, first: GivenFile): string {
  if (projectDirectory !== undefined) return posix.resolve(cwd, projectDirectory);
  return first.path === '-' ? cwd : posix.dirname(first.path);
}

function definedNames(stack: MapNode): DefinedNames {
  const names = (section: string) => [...entriesOf(child(stack, section))].map(([name]) => name);
  return { services: names('services'), networks: names('networks'), volumes: names('volumes') };
}
