import type { DesiredService, DesiredStack } from '../lowering/desired.js';
import type { PortSpec } from '../spec/container.js';
import type { PlanBuilder } from './plan-builder.js';

/** Warns of services that have more containers than host ports for them: the last ones will not start; and of ports for nothing. */
export function warnOfPorts(plan: PlanBuilder, desired: DesiredStack): void {
  for (const service of desired.services.values()) {
    const { ports, networkMode } = service.template.spec;
    if (networkMode === 'host' && ports.length > 0) {
      plan.warn(`service ${service.name}: published ports are discarded when using host network mode`);
      continue;
    }
    for (const port of ports) {
      const warning = shortage(service, port);
      if (warning !== undefined) plan.warn(warning);
    }
  }
}

function shortage({ name, scale }: DesiredService, port: PortSpec): string | undefined {
  const [first, last] = port.hostPorts;
  const count = last - first + 1;
  if (first === 0 || count >= scale) return undefined;
  const has =
    count === 1 ? `only one can have host port ${first}` : `ports ${first}-${last} are only ${count}`;
  return (
    `service ${name} is to have ${scale} containers, but ${has}; ` +
    `publish a range such as "${first}-${first + scale - 1}:${port.containerPort}", or no host port`
  );
}
