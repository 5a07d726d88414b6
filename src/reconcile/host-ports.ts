import type { ContainerSpec } from '../spec/container.js';

/** Whether replicas share out host ports: they start one after another then, so that the lowest port is the first one's. */
export function sharesHostPorts({ ports }: Pick<ContainerSpec, 'ports'>): boolean {
  return ports.some(({ hostPorts: [first] }) => first !== 0);
}
