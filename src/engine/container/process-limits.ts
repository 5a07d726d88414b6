import { readFileSync } from 'node:fs';
import type { LimitSettings, Ulimit } from '../../spec/limits.js';
import { RLIMITS } from '../../spec/limits.js';
import type { ResourceLimitRecord } from '../../wire/messages.js';

export function resourceLimits(ulimits: readonly Ulimit[] = []): readonly ResourceLimitRecord[] {
  return ulimits.flatMap(({ name, soft, hard }) => {
    const resource = RLIMITS[name];
    return resource === undefined ? [] : [{ resource, soft, hard }];
  });
}

/** Name of setrlimit(2)'s number. */
export function ulimitName(resource: string): string {
  return Object.entries(RLIMITS).find(([, number]) => String(number) === resource)?.[0] ?? resource;
}

/**
 * What a container's processes need to be told apart from the engine, whose own score they would have: one that a service
 * manager protects must not protect them. null: it is theirs already.
 */
export function oomScoreAdj({ oomScoreAdj: wanted = 0 }: LimitSettings): number | null {
  const own = Number(readFileSync('/proc/self/oom_score_adj', 'utf8'));
  return own === wanted ? null : wanted;
}
