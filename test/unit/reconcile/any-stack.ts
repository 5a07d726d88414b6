import fc from 'fast-check';
import type { Service } from '../../../src/model/service.js';
import type { Dependency } from '../../../src/model/service-parts.js';
import type { Stack } from '../../../src/model/stack.js';
import { service, stack } from '../lowering/stacks.js';

const NAMES = ['a', 'b', 'c', 'd'] as const;
const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'] as const;
/** One by name, and an anonymous one. */
const MOUNTS = [
  { type: 'volume', source: 'data', target: '/data' },
  { type: 'volume', target: '/scratch' },
] as const;
const dependency = fc.record({
  on: fc.nat(NAMES.length - 1),
  condition: fc.constantFrom(...CONDITIONS),
  restart: fc.boolean(),
});

const oneService = fc.record({
  present: fc.boolean(),
  image: fc.constantFrom('nginx:1.22', 'healthy', 'remote'),
  user: fc.constantFrom('root', 'www'),
  volume: fc.boolean(),
  containerName: fc.constantFrom(undefined, 'named'),
  dependencies: fc.array(dependency, { maxLength: 2 }),
});

type Draft = typeof oneService extends fc.Arbitrary<infer T> ? T : never;

/** Any stack of up to four services that can succeed: {@link withFittingImages}. */
export const anyStack: fc.Arbitrary<Stack> = fc
  .tuple(
    fc.array(oneService, { minLength: 4, maxLength: 4 }),
    fc.constantFrom(undefined, '10.1.0.0/24', '10.2.0.0/24'),
  )
  .map(([drafts, subnet]) => {
    const services: Record<string, Service> = {};
    drafts.forEach((draft, index) => {
      const name = NAMES[index];
      if (draft.present && name !== undefined) services[name] = serviceOf(draft, services);
    });
    const ipam = subnet === undefined ? {} : { config: [{ subnet }] };
    return stack(withFittingImages(services), {
      networks: { default: { name: 'demo_default', ipam } },
      volumes: { data: { name: 'demo_data' } },
    });
  });

/** @param earlier the services that it may depend on */
function serviceOf(draft: Draft, earlier: Readonly<Record<string, Service>>): Service {
  const dependsOn: Record<string, Dependency> = {};
  for (const { on, condition, restart } of draft.dependencies) {
    const target = NAMES[on];
    if (target === undefined || earlier[target] === undefined) continue;
    dependsOn[target] = { condition, required: true, restart };
  }
  const isNameFree = Object.values(earlier).every((other) => other.container_name === undefined);
  return service({
    image: draft.image,
    user: draft.user,
    ...(draft.volume ? { volumes: MOUNTS } : {}),
    ...(draft.containerName !== undefined && isNameFree ? { container_name: draft.containerName } : {}),
    depends_on: dependsOn,
  });
}

/** What others wait for to be healthy gets a check; what must complete, and need not be healthy, ends by itself. */
function withFittingImages(services: Readonly<Record<string, Service>>): Record<string, Service> {
  const isAwaited = (target: string, condition: Dependency['condition']) =>
    Object.values(services).some((other) => other.depends_on?.[target]?.condition === condition);
  const isHealthy = (name: string) => isAwaited(name, 'service_healthy');
  return Object.fromEntries(
    Object.entries(services).map(([name, one]) => {
      const isJob = isAwaited(name, 'service_completed_successfully');
      const image = isHealthy(name) ? 'healthy' : isJob ? 'job' : (one.image ?? 'plain');
      const dependsOn = Object.entries(one.depends_on ?? {}).map(([target, dependency]) => {
        const completes = dependency.condition === 'service_completed_successfully' && !isHealthy(target);
        const fallback = isHealthy(target) ? 'service_healthy' : 'service_started';
        const condition = completes ? dependency.condition : fallback;
        return [target, { ...dependency, condition }] as const;
      });
      return [name, { ...one, image, depends_on: Object.fromEntries(dependsOn) }];
    }),
  );
}
