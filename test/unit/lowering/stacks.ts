import type { Network } from '../../../src/model/network.js';
import type { Volume } from '../../../src/model/resources.js';
import type { Service } from '../../../src/model/service.js';
import type { Stack, StackOrigin } from '../../../src/model/stack.js';

export const ORIGIN: StackOrigin = { workingDir: '/srv/demo', configFiles: ['/srv/demo/stack.yml'] };

/** A service as the stack file wing would resolve it, with what is not given left at its default. */
export function service(overrides: Partial<Service> = {}): Service {
  return { image: 'nginx:1.22', command: null, entrypoint: null, networks: { default: null }, ...overrides };
}

export function stack(
  services: Readonly<Record<string, Service>>,
  rest: {
    readonly networks?: Readonly<Record<string, Network>>;
    readonly volumes?: Readonly<Record<string, Volume>>;
  } = {},
): Stack {
  return {
    name: 'demo',
    services,
    networks: rest.networks ?? { default: { name: 'demo_default', ipam: {} } },
    volumes: rest.volumes ?? {},
  };
}

/** `needs('db', 'service_healthy')` for `depends_on`. */
export function needs(
  name: string,
  condition: 'service_started' | 'service_healthy' | 'service_completed_successfully',
  rest: { readonly required?: boolean; readonly restart?: boolean } = {},
): NonNullable<Service['depends_on']> {
  return { [name]: { condition, required: true, ...rest } };
}
