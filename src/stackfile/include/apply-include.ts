import { posix } from 'node:path';
import { dotEnvOf, withEnvFiles } from '../environment/load-environment.js';
import type { GivenFile, SourceFile } from '../find/source-reader.js';
import { type Place, positionAt } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Scope } from '../scope.js';
import { child, type MapNode, withValues } from '../tree.js';
import { importResources } from './import-resources.js';
import { type IncludeEntry, includeEntries } from './include-entry.js';

/** Loads the project that files make up; `path` is what names them. */
export type LoadProject = (files: readonly GivenFile[], scope: Scope, path: StackPath) => MapNode;

/** No stack is made of so many files; includes that multiply are. */
const FILES = 2_000;

/**
 * Takes in what the files define that a document includes. Each is a project of its own, with its own directory
 * and `.env`; it is loaded once, however often it is included in the same way.
 */
export function applyInclude(document: MapNode, file: SourceFile, scope: Scope, load: LoadProject): MapNode {
  const include = child(document, 'include');
  if (include === undefined) return document;
  let result = withValues(document, { include: undefined });
  for (const entry of includeEntries(include, scope.problems)) {
    const imported = included(entry, file, scope, load);
    if (imported !== undefined) result = importResources(result, imported, entry, scope.problems);
  }
  return result;
}

function included(
  entry: IncludeEntry,
  file: SourceFile,
  scope: Scope,
  load: LoadProject,
): MapNode | undefined {
  const files = entry.files.map(({ name, at }, index): GivenFile => {
    const origin = { role: index === 0 ? 'include' : 'override', from: at } as const;
    return { ...scope.sources.file(posix.resolve(scope.directory, name)), origin };
  });
  const key = JSON.stringify([
    files.map(({ path }) => path),
    entry.projectDirectory?.name,
    entry.envFiles.map(({ name }) => name),
  ]);
  const known = scope.included.get(key);
  if (known !== undefined) return known;
  const including = [...scope.including, { file, at: entry.at }];
  if (isCycle(entry, files[0], including, scope)) return undefined;
  if (scope.sources.count > FILES) {
    scope.problems.add(entry.at, entry.path, `the stack includes more than ${FILES} files`);
    return undefined;
  }
  const inner = innerScope(entry, files[0], { ...scope, including });
  const project = load(files, inner, entry.path);
  scope.included.set(key, project);
  return project;
}

/** What an included project is read against: its directory, and its variables behind those of the including one. */
function innerScope(entry: IncludeEntry, first: SourceFile | undefined, scope: Scope): Scope {
  const { sources, problems } = scope;
  const [directory, prefixOf] = projectDirectory(entry, first, scope);
  const envFiles = entry.envFiles.flatMap(({ name, at }) => {
    const file = sources.file(posix.resolve(scope.directory, name));
    if (sources.exists(file.path) && !sources.isDirectory(file.path)) return [file];
    problems.add(at, [...entry.path, 'env_file'], `${file.name}: ${whyNot(file, scope)}`);
    return [];
  });
  const files = entry.envFiles.length > 0 ? envFiles : dotEnvOf(directory, sources);
  const origin = { role: 'env_file', from: entry.at } as const;
  const { extended: _, included: __, ...outer } = scope;
  return {
    ...outer,
    directory,
    pathPrefix: prefixOf,
    variables: withEnvFiles(scope.variables, files, origin, sources, problems),
    extended: new Map(),
    included: new Map(),
  };
}

/** The project directory, and the same as paths of the including project see it. */
function projectDirectory(
  { projectDirectory: written }: IncludeEntry,
  first: SourceFile | undefined,
  { directory, sources }: Scope,
): readonly [string, string] {
  if (written === undefined) {
    const own = posix.dirname(first?.path ?? directory);
    return [own, relative(directory, own)];
  }
  const own = posix.resolve(directory, written.name);
  if (posix.isAbsolute(written.name)) return [own, own];
  // As Compose has it: paths begin beside what is no directory.
  return [own, relative(directory, sources.isDirectory(own) ? own : posix.dirname(own))];
}

function relative(from: string, to: string): string {
  return posix.relative(from, to) || '.';
}

function whyNot(file: SourceFile, { sources }: Scope): string {
  return sources.exists(file.path) ? 'is a directory' : 'there is no such file';
}

function isCycle(
  entry: IncludeEntry,
  first: SourceFile | undefined,
  including: readonly { readonly file: SourceFile; readonly at: Place }[],
  { problems }: Scope,
): boolean {
  const start = including.findIndex(({ file }) => file.path === first?.path);
  if (start < 0) return false;
  const way = including.slice(start).map(({ file, at }) => {
    const { line, column } = positionAt(at);
    return `${file.name}:${line}:${column}`;
  });
  const cycle = [...way, first?.name].join(' → ');
  problems.add(entry.at, entry.path, `the files include one another in a circle: ${cycle}`);
  return true;
}
