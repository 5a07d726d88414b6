import { TscomposeError } from '../base/errors.js';
import { LABEL } from '../lowering/labels.js';
import type { StackOrigin } from '../model/stack.js';
import type { ObservedContainer } from '../spec/container.js';

/** Standard input among stack files. */
const STDIN = '-';

/** Path → where it leads once links are followed; paths that lead nowhere are absent. */
export type RealPaths = ReadonlyMap<string, string>;

/** The paths that must be looked up to tell whether a stack is somebody else's; none when all of it comes from our directory. */
export function pathsOfIdentity(
  containers: readonly ObservedContainer[],
  origin: StackOrigin,
): ReadonlySet<string> {
  const others = containers.map(originOf).filter(({ workingDir }) => workingDir !== origin.workingDir);
  return new Set(others.length === 0 ? [] : [...others, origin].flatMap(pathsOf));
}

/**
 * Where a stack of this name was started from, if that is another checkout: a directory that still exists and is not ours,
 * with a stack file that is still there and is none of ours. What came from standard input is nobody's.
 * @param containers of the stack
 * @param origin of the command
 */
export function findOtherCheckout(
  containers: readonly ObservedContainer[],
  origin: StackOrigin,
  paths: RealPaths,
): string | undefined {
  if (origin.configFiles.includes(STDIN)) return undefined;
  const ownDirectory = paths.get(origin.workingDir);
  const ownFiles = new Set(origin.configFiles.flatMap((file) => paths.get(file) ?? []));
  return containers.map(originOf).find(({ workingDir, configFiles }) => {
    const directory = paths.get(workingDir);
    if (workingDir === origin.workingDir || directory === undefined || directory === ownDirectory)
      return false;
    if (configFiles.includes(STDIN)) return false;
    const files = configFiles.flatMap((file) => paths.get(file) ?? []);
    return files.length > 0 && files.every((file) => !ownFiles.has(file));
  })?.workingDir;
}

/** @param action what would be done to it: `replaced by those of this directory` */
export function otherCheckout(
  stack: string,
  directory: string,
  { workingDir }: StackOrigin,
  action: string,
): TscomposeError {
  return new TscomposeError(
    'STACK_ELSEWHERE',
    `stack ${stack} was started from ${directory}, not from ${workingDir}: its containers would be ${action}`,
    {
      action: 'tell stacks apart',
      subject: stack,
      hint: `Give this one another name (-p NAME, or "name:" in its file); --adopt takes ${stack} over.`,
    },
  );
}

function originOf({ spec: { labels } }: ObservedContainer): StackOrigin {
  const files = labels[LABEL.configFiles] ?? '';
  return {
    workingDir: labels[LABEL.workingDir] ?? '',
    configFiles: files === '' ? [] : files.split(','),
  };
}

function pathsOf({ workingDir, configFiles }: StackOrigin): readonly string[] {
  return [workingDir, ...configFiles].filter((path) => path !== '' && path !== STDIN);
}
