import { replicaOf } from '../lowering/labels.js';
import type { ObservedContainer } from '../spec/container.js';

export interface Assignment {
  /** Those that stay, replaced or not, in order of number. */
  readonly kept: readonly ObservedContainer[];
  /** Those beyond the number wanted. */
  readonly surplus: readonly ObservedContainer[];
  /** Numbers of those to be made. */
  readonly missing: readonly number[];
}

/**
 * Which containers of a service stay, go and come, as Docker Compose has it: what would have to be replaced goes first,
 * then what bears the highest number; new ones are numbered on from the highest there is, and holes stay holes.
 * @param isOutdated whether a container would have to be replaced
 */
export function assignReplicas(
  observed: readonly ObservedContainer[],
  scale: number,
  isOutdated: (container: ObservedContainer) => boolean,
): Assignment {
  const sorted = [...observed].sort(byNumber);
  const preferred = [
    ...sorted.filter((container) => !isOutdated(container)),
    ...sorted.filter((container) => isOutdated(container)),
  ];
  const highest = Math.max(0, ...observed.map(numberOf));
  const missing = Math.max(0, scale - observed.length);
  return {
    kept: preferred.slice(0, scale).sort(byNumber),
    surplus: preferred.slice(scale).sort(byNumber),
    missing: Array.from({ length: missing }, (_, index) => highest + 1 + index),
  };
}

function byNumber(left: ObservedContainer, right: ObservedContainer): number {
  return numberOf(left) - numberOf(right);
}

function numberOf({ spec }: ObservedContainer): number {
  return replicaOf(spec.labels);
}
