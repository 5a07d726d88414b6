import type { Service } from '../model/service.js';
import { invalid } from './invalid.js';

/** More of one service is a typing error: no network of ours has room for them. */
const MOST = 10_000;

/**
 * How many containers a service is to have: `scale`, else `deploy.replicas`, else one.
 * @throws TscomposeError STACK_FILE_INVALID where one name would have to do for several, or there are far too many
 */
export function lowerScale(name: string, { scale, deploy, container_name }: Service): number {
  const count = scale ?? deploy?.replicas ?? 1;
  if (count > MOST) {
    const path = ['services', name, ...(scale === undefined ? ['deploy', 'replicas'] : ['scale'])];
    throw invalid(path, `service "${name}" cannot have ${count} containers: ${MOST} are the most`);
  }
  if (count > 1 && container_name !== undefined) {
    throw invalid(
      ['services', name, 'container_name'],
      `service "${name}" cannot have ${count} containers: the name "${container_name}" is that of one; leave container_name out`,
    );
  }
  return count;
}
