import { posix } from 'node:path';
import type { Stack } from '../model/stack.js';
import { canonicaliseStack } from './canonicalise/top-level.js';
import { completeStack } from './complete/complete-stack.js';
import { checkReferences, type DefinedNames } from './consistency/check-references.js';
import { checkServices } from './consistency/check-services.js';
import { loadEnvironment } from './environment/load-environment.js';
import { findStackFiles, type StackFile } from './find/discover.js';
import { normaliseProjectName, projectNameOf, requestedProjectName } from './find/project-name.js';
import { readText } from './find/read-text.js';
import { interpolateTree } from './interpolate/interpolate-tree.js';
import { type Lookup, substitute } from './interpolate/template.js';
import { mergeStacks } from './merge/merge-stacks.js';
import { Problems } from './problems.js';
import { readYaml } from './read/read-yaml.js';
import type { LoadedStack, StackRequest } from './request.js';
import { child, entriesOf, type MapNode, toPlain } from './tree.js';
import { TreePositions } from './tree-positions.js';
import { checkSchema } from './validate/check-schema.js';

/**
 * Reads, merges, checks and resolves the stack files of a request. One pass after another makes a new tree of
 * the one before; places in the text stay with the nodes to the end.
 * @throws TscomposeError STACK_FILE_NOT_FOUND; USAGE for a name that cannot be one; or one STACK_FILE_INVALID
 *   whose message lists every problem in order of position
 */
export function loadStack(request: StackRequest): LoadedStack {
  const problems = new Problems();
  const files = findStackFiles(request);
  const workingDir = projectDirectoryOf(request, files[0]);
  const environment = loadEnvironment(request, workingDir, problems);
  const requested = requestedProjectName(request.projectName, environment('COMPOSE_PROJECT_NAME'));
  const read = readTrees(files, request, problems);
  const name = requested ?? writtenName(read, environment) ?? projectNameOf(workingDir);

  const lookup: Lookup = (variable) => (variable === 'COMPOSE_PROJECT_NAME' ? name : environment(variable));
  const trees = read.map((tree) => interpolateTree(tree, lookup, problems));
  for (const tree of trees) checkSchema(tree, problems);
  const context = { problems, projectDirectory: workingDir, home: environment('HOME'), lookup };
  const merged = mergeStacks(trees.map((tree) => canonicaliseStack(tree, context)));
  const completed = completeStack(merged, name);
  checkServices(merged, problems);
  checkReferences(completed, definedNames(trees), problems);
  problems.throwIfAny();
  return {
    // Every pass has had its say: the tree has the form that the model describes.
    stack: toPlain(completed) as unknown as Stack,
    origin: { workingDir, configFiles: files.map(({ path }) => path) },
    positions: new TreePositions(completed),
    warnings: problems.diagnostics(),
  };
}

function projectDirectoryOf({ cwd, projectDirectory }: StackRequest, first: StackFile): string {
  if (projectDirectory !== undefined) return posix.resolve(cwd, projectDirectory);
  return first.path === '-' ? cwd : posix.dirname(first.path);
}

/**
 * One tree per YAML document of all files. A file of which nothing can be used ends it here: what could be said
 * about the rest of the stack would be wrong without it.
 */
function readTrees(
  files: readonly StackFile[],
  request: StackRequest,
  problems: Problems,
): readonly MapNode[] {
  const trees = files.map((file, order) => {
    const source = readText(file, order, request.reader, problems);
    return source === undefined ? [] : readYaml(source, problems);
  });
  if (trees.some((documents) => documents.length === 0)) problems.throwIfAny();
  return trees.flat();
}

/** The last `name:` of the files; one that cannot be a name is reported with everything else. */
function writtenName(trees: readonly MapNode[], lookup: Lookup): string | undefined {
  const names = trees.flatMap((tree) => {
    const name = child(tree, 'name');
    const written = name?.kind === 'scalar' && typeof name.value === 'string' ? name.value : '';
    const result = substitute(written, lookup);
    return 'text' in result ? [normaliseProjectName(result.text)] : [];
  });
  return names.filter((name) => name !== '').at(-1);
}

function definedNames(trees: readonly MapNode[]): DefinedNames {
  const names = (section: string) =>
    trees.flatMap((tree) => [...entriesOf(child(tree, section))].map(([name]) => name));
  return { services: names('services'), networks: names('networks'), volumes: names('volumes') };
}
