import type { Place } from '../place.js';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { child, describeValue, entriesOf, isNull, type MapNode, type TreeNode, textOf } from '../tree.js';
import { didYouMean } from '../validate/near-miss.js';

/** A name as it is written, and where. */
export interface WrittenName {
  readonly name: string;
  readonly at: Place;
}

/** One item of `include`. */
export interface IncludeEntry {
  readonly path: StackPath;
  readonly at: Place;
  /** The first is the file to include, the others are laid over it. */
  readonly files: readonly [WrittenName, ...WrittenName[]];
  readonly projectDirectory?: WrittenName;
  readonly envFiles: readonly WrittenName[];
}

const KEYS = ['path', 'project_directory', 'env_file'];

/** Reads `include`: a list of paths, or of maps; what is neither is reported. */
export function includeEntries(node: TreeNode | undefined, problems: Problems): readonly IncludeEntry[] {
  if (node === undefined || isNull(node) || problems.isRefused(node)) return [];
  if (node.kind !== 'list') {
    problems.add(node.at, ['include'], `has to be a list, but is ${describeValue(node)}`, node);
    return [];
  }
  return node.items.flatMap((item, index) => {
    const entry = problems.isRefused(item) ? undefined : entryOf(item, ['include', index], problems);
    return entry === undefined ? [] : [entry];
  });
}

function entryOf(item: TreeNode, path: StackPath, problems: Problems): IncludeEntry | undefined {
  const short = textOf(item);
  if (short !== undefined) return { path, at: item.at, files: [{ name: short, at: item.at }], envFiles: [] };
  if (item.kind !== 'map') {
    problems.add(
      item.at,
      path,
      `has to be a path, or a map with "path", but is ${describeValue(item)}`,
      item,
    );
    return undefined;
  }
  warnUnknown(item, path, problems);
  const [first, ...rest] = names(item, 'path', path, problems);
  const [directory] = names(item, 'project_directory', path, problems);
  const envFiles = names(item, 'env_file', path, problems);
  if (first === undefined) {
    if (isNull(child(item, 'path'))) problems.warn(item.at, path, '"path" is missing: nothing is included');
    return undefined;
  }
  const entry = { path, at: item.at, files: [first, ...rest], envFiles } as const;
  return directory === undefined || directory.name === '' ? entry : { ...entry, projectDirectory: directory };
}

/** Compose takes no notice of such keys. */
function warnUnknown(item: MapNode, path: StackPath, problems: Problems): void {
  for (const [key, { key: at }] of entriesOf(item)) {
    if (KEYS.includes(key) || key.startsWith('x-')) continue;
    problems.warn(at, [...path, key], `unknown key, which has no effect${didYouMean(key, KEYS)}`);
  }
}

/** A text, or a list of them. */
function names(item: MapNode, key: string, path: StackPath, problems: Problems): readonly WrittenName[] {
  const value = child(item, key);
  if (value === undefined || isNull(value)) return [];
  return (value.kind === 'list' ? value.items : [value]).flatMap((node) => {
    const name = textOf(node);
    if (name !== undefined) return [{ name, at: node.at }];
    if (!problems.isRefused(node)) {
      problems.add(node.at, [...path, key], `has to be text, but is ${describeValue(node)}`, node);
    }
    return [];
  });
}
