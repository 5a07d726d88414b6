import { TscomposeError } from '../base/errors.js';
import type { ContainerSpec } from '../spec/container.js';
import { limitProblem } from '../spec/limit-problem.js';

/** Flags by the attributes of services that say the same. */
const FLAGS: Readonly<Record<string, string>> = {
  blkio_config: '--blkio-weight, --device-read-bps and the like',
  cpu_period: '--cpu-period',
  cpu_quota: '--cpu-quota',
  cpu_shares: '--cpu-shares',
  cpus: '--cpus',
  cpuset: '--cpuset-cpus',
  cpuset_mems: '--cpuset-mems',
  mem_limit: '--memory',
  mem_reservation: '--memory-reservation',
  mem_swappiness: '--memory-swappiness',
  memswap_limit: '--memory-swap',
  oom_score_adj: '--oom-score-adj',
  shm_size: '--shm-size',
};

/** Of what commands for single containers ask. @throws `code` for limits that cannot be */
export function requireLimits(spec: ContainerSpec, code: 'USAGE' | 'CONTAINER_START'): void {
  const found = limitProblem(spec);
  if (found === undefined) return;
  const flag = FLAGS[found.key] ?? '--ulimit';
  throw new TscomposeError(code, `${flag}: ${found.problem}`, { subject: spec.name });
}
