import type { ContainerSpec } from '../../spec/container.js';

const SERVICE_LABEL = 'com.docker.compose.service';

/** Where in the stack file a container's setting stands, so that an error can point at it; empty outside a stack. */
export function stackPath(
  spec: ContainerSpec,
  ...keys: readonly (string | number)[]
): readonly (string | number)[] {
  const service = spec.labels[SERVICE_LABEL];
  return service === undefined ? [] : ['services', service, ...keys];
}
