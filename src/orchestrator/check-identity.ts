import { realpath } from 'node:fs/promises';
import { findOtherCheckout, otherCheckout, pathsOfIdentity } from '../reconcile/identity.js';
import { containersOf } from '../reconcile/observed-stack.js';
import type { Observation } from '../spec/engine.js';
import type { StackRequest } from '../spec/operations.js';
import type { Reporter } from './reporter.js';

/**
 * Keeps two checkouts with the same name from hurting each other.
 * @param action what would be done to the containers of the other one
 * @returns a warning when the stack of another directory is taken over
 * @throws TscomposeError STACK_ELSEWHERE when that was not asked for
 */
export async function checkIdentity(
  stack: string,
  observation: Observation,
  { origin, adopt = false }: StackRequest,
  action: string,
): Promise<string | undefined> {
  if (origin === undefined) return undefined;
  const containers = containersOf(observation, stack);
  const paths = await Promise.all(
    [...pathsOfIdentity(containers, origin)].map(async (path) => [path, await realPath(path)] as const),
  );
  const found = new Map(paths.flatMap(([path, real]) => (real === undefined ? [] : [[path, real]])));
  const directory = findOtherCheckout(containers, origin, found);
  if (directory === undefined) return undefined;
  if (!adopt) throw otherCheckout(stack, directory, origin, action);
  return `stack ${stack} was started from ${directory}; it is taken over by ${origin.workingDir}`;
}

/** As {@link checkIdentity}, with the warning told. */
export async function requireIdentity(
  stack: string,
  observation: Observation,
  request: StackRequest,
  action: string,
  reporter: Reporter,
): Promise<void> {
  const adopted = await checkIdentity(stack, observation, request, action);
  if (adopted !== undefined) reporter.warn(adopted);
}

async function realPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    // Gone, a loop of links, or out of reach: whatever it was, nobody can start the stack from there.
    return undefined;
  }
}
