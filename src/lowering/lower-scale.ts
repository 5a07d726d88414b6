import type { Service } from '../model/service.js';
import { invalid } from './invalid.js';

/**
 * How many containers a service is to have: `scale`, else `deploy.replicas`, else one.
 * @throws TscomposeError STACK_FILE_INVALID where one name would have to do for several
 */
export function lowerScale(name: string, { scale, deploy, container_name }: Service): number {
  const count = scale ?? deploy?.replicas ?? 1;
  if (count > 1 && container_name !== undefined) {
    throw invalid(
      ['services', name, 'container_name'],
      `service "${name}" cannot have ${count} containers: the name "${container_name}" is that of one; leave container_name out`,
    );
  }
  return count;
}
