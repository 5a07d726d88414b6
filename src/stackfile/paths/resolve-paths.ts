import { posix } from 'node:path';
import type { StackPath } from '../positions.js';
import type { Problems } from '../problems.js';
import { type Change, rewrite } from '../rewrite.js';
import { child, type MapNode, type TreeNode, withValues } from '../tree.js';
import { isWindowsAbsolute } from './windows.js';

export interface PathContext {
  /** Absolute directory that relative paths begin at. */
  readonly base: string;
  /** What `~` stands for. */
  readonly home: string | undefined;
  readonly problems: Problems;
  /** Follows the symbolic links of a path; left out: paths are taken as they are. */
  readonly realPath?: (path: string) => string;
}

/**
 * Makes relative paths of the host absolute, whether the tree is canonical or not. What names something remote
 * stays: Git and HTTP contexts, `service:` and `docker-image://`.
 */
export function resolvePaths(root: MapNode, context: PathContext): MapNode {
  const file = onText((path) => absolute(path, context));
  const foreign = onText((path) => absoluteAnywhere(path, context));
  const buildContext = onText((path) => (isRemote(path) ? path : absolute(path, context)));
  const followed = onText((path) => {
    const whole = absolute(path, context);
    return context.realPath?.(whole) ?? whole;
  });
  return rewrite(root, {
    'services.*.build.context': buildContext,
    'services.*.build.additional_contexts.*': buildContext,
    'services.*.build.ssh.*': foreign,
    'services.*.env_file.*.path': file,
    'services.*.label_file.*': file,
    'services.*.extends.file': file,
    'services.*.develop.watch.*.path': followed,
    'services.*.volumes.*': (node, path) => bindMount(node, path, context),
    'configs.*.file': foreign,
    'secrets.*.file': foreign,
    'volumes.*': (node) => boundVolume(node, foreign),
  });
}

/**
 * An absolute path of the host.
 * @param path relative ones begin at the base, `~` is the home directory; empty stays empty
 */
export function absolute(path: string, context: Pick<PathContext, 'base' | 'home'>): string {
  const expanded = expandHome(path, context.home);
  return expanded === '' || posix.isAbsolute(expanded) ? expanded : join(context.base, expanded);
}

/** Like {@link absolute}, but a path that is absolute on Windows stays, and an empty one is the base. */
function absoluteAnywhere(path: string, { base, home }: PathContext): string {
  const expanded = expandHome(path, home);
  return posix.isAbsolute(expanded) || isWindowsAbsolute(expanded) ? expanded : join(base, expanded);
}

function expandHome(path: string, home: string | undefined): string {
  return path.startsWith('~') && home !== undefined && home !== '' ? join(home, path.slice(1)) : path;
}

/** Without a slash at the end. */
function join(base: string, path: string): string {
  const joined = posix.join(base, path);
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
}

/** Whether a build context is no directory of this machine. */
function isRemote(context: string): boolean {
  return context.includes('://') || /^(?:service:|github\.com\/|git@)/.test(context);
}

function onText(change: (text: string) => string): Change {
  return (node) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
    const value = change(node.value);
    return value === node.value ? node : { ...node, value };
  };
}

function bindMount(node: TreeNode, path: StackPath, context: PathContext): TreeNode {
  const type = child(node, 'type');
  if (node.kind !== 'map' || type?.kind !== 'scalar' || type.value !== 'bind') return node;
  const source = child(node, 'source');
  if (source === undefined) {
    context.problems.add(node.at, path, 'a bind mount needs a "source", a path of the host', node);
    return node;
  }
  if (source.kind !== 'scalar' || typeof source.value !== 'string') return node;
  return withValues(node, { source: { ...source, value: absoluteAnywhere(source.value, context) } });
}

/** A volume of the local driver may be a bind mount in disguise. */
function boundVolume(node: TreeNode, change: Change): TreeNode {
  const options = child(node, 'driver_opts');
  const device = child(options, 'device');
  if (node.kind !== 'map' || options?.kind !== 'map' || device === undefined) return node;
  const isText = (key: string, parent: TreeNode, text: string) => {
    const value = child(parent, key);
    return value?.kind === 'scalar' && value.value === text;
  };
  if (!isText('driver', node, 'local') || !isText('o', options, 'bind')) return node;
  return withValues(node, { driver_opts: withValues(options, { device: change(device, []) }) });
}
