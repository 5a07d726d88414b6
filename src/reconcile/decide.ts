import type { DesiredContainer } from '../lowering/desired.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Recreate } from '../spec/operations.js';
import { hashOf, type Situation } from './observed-stack.js';
import { diffSpecs } from './spec-diff.js';

/** What is to happen to one container, and why. `keep` has no causes. */
export interface Decision {
  readonly action: 'keep' | 'create' | 'start' | 'restart' | 'recreate';
  readonly causes: readonly string[];
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
  if (observed === undefined) return { action: 'create', causes: ['missing'] };
  if (options.recreate !== 'none') {
    const causes = [
      ...(options.recreate === 'all' ? ['recreation was asked for'] : []),
      ...specCauses(desired, observed),
      ...imageCauses(desired, observed, situation),
      ...options.outerCauses,
    ];
    if (causes.length > 0) return { action: 'recreate', causes };
  }
  if (observed.state.status === 'running') return { action: 'keep', causes: [] };
  if (options.noStart || (options.isJob && hasCompleted(observed))) return { action: 'keep', causes: [] };
  return { action: 'start', causes: [notRunning(observed)] };
}

/** Ended by itself and well. */
export function hasCompleted({ state, stoppedByUser }: ObservedContainer): boolean {
  return state.status === 'exited' && state.exitCode === 0 && !stoppedByUser;
}

function specCauses(desired: DesiredContainer, observed: ObservedContainer): readonly string[] {
  if (hashOf(desired.spec.labels) === hashOf(observed.spec.labels)) return [];
  const differences = diffSpecs(observed.spec, desired.spec);
  return differences.length === 0 ? ['its configuration changed'] : differences;
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
  if (state.status !== 'exited') return 'not running';
  return state.exitCode === 'unknown'
    ? 'not running (exit code unknown)'
    : `not running (exited ${state.exitCode})`;
}
