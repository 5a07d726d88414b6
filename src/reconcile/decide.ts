import type { DesiredContainer } from '../lowering/desired.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Recreate } from '../spec/operations.js';
import { hashOf, type Situation } from './observed-stack.js';
import { diffInPlace, diffSpecs } from './spec-diff.js';

/** What is to happen to one container, and why. `keep` has no causes. */
export interface Decision {
  readonly action: 'keep' | 'create' | 'start' | 'restart' | 'recreate';
  readonly causes: readonly string[];
  /** Why what is recorded of it is brought up to date, besides; it goes on meanwhile. */
  readonly updates: readonly string[];
}

export interface DecideOptions {
  readonly recreate: Recreate;
  /** A container that doesn't run is left as it is. */
  readonly noStart: boolean;
  /** Others wait for it to end with 0: once it has, it is not run again. */
  readonly isJob: boolean;
  /** Causes to replace it that lie outside of it, e.g. a network that is made anew. */
  readonly outerCauses: readonly string[];
}

/** Looks at one container only; what its dependencies do to it comes on top. */
export function decide(
  desired: DesiredContainer,
  observed: ObservedContainer | undefined,
  situation: Situation,
  options: DecideOptions,
): Decision {
  if (observed === undefined) return { action: 'create', causes: ['missing'], updates: [] };
  const updates = options.recreate === 'none' ? [] : diffInPlace(observed.spec, desired.spec);
  if (options.recreate !== 'none') {
    const causes = [
      ...(options.recreate === 'all' ? ['recreation was asked for'] : []),
      ...specCauses(desired, observed),
      ...imageCauses(desired, observed, situation),
      ...options.outerCauses,
    ];
    if (causes.length > 0) return { action: 'recreate', causes: [...causes, ...updates], updates: [] };
  }
  const isAsItShould = isUp(observed) || options.noStart || (options.isJob && hasCompleted(observed));
  if (isAsItShould) return { action: 'keep', causes: [], updates };
  return { action: 'start', causes: [notRunning(observed)], updates };
}

/** One that is paused is not: starting it fails, and says what to do. */
export function isUp({ state }: Pick<ObservedContainer, 'state'>): boolean {
  return state.status === 'running' && !state.paused;
}

/** Ended by itself and well. */
export function hasCompleted({ state, stoppedByUser }: ObservedContainer): boolean {
  return state.status === 'exited' && state.exitCode === 0 && !stoppedByUser;
}

/**
 * What was asked for is compared, not the hash in the labels: another version of tscompose may hash otherwise, which is no
 * reason to replace anything.
 */
function specCauses(desired: DesiredContainer, observed: ObservedContainer): readonly string[] {
  if (hashOf(desired.spec.labels) === hashOf(observed.spec.labels)) return [];
  return diffSpecs(observed.spec, desired.spec);
}

function imageCauses(
  { spec }: DesiredContainer,
  observed: ObservedContainer,
  { images }: Situation,
): readonly string[] {
  const current = images.get(spec.image);
  if (current === undefined || current === observed.imageId || spec.image !== observed.spec.image) return [];
  return [`image ${spec.image} changed: ${short(observed.imageId)} → ${short(current)}`];
}

function short(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

function notRunning({ state }: ObservedContainer): string {
  if (state.status === 'running') return 'paused';
  if (state.status !== 'exited') return 'not running';
  return state.exitCode === 'unknown'
    ? 'not running (exit code unknown)'
    : `not running (exited ${state.exitCode})`;
}
