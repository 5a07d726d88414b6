import type { DesiredStack } from '../lowering/desired.js';
import { containersOf, type Situation } from '../reconcile/observed-stack.js';
import type { Engine } from '../spec/engine.js';
import type { Lifecycle } from './lifecycle.js';

/** Looks at everything that planning an `up` needs. */
export async function photograph(
  engine: Engine,
  lifecycle: Lifecycle,
  desired: DesiredStack,
): Promise<Situation> {
  const references = [...desired.services.values()].flatMap(({ containers }) =>
    containers.map(({ spec }) => spec.image),
  );
  const [observation, images] = await Promise.all([
    engine.observe(),
    Promise.all(
      [...new Set(references)].map(
        async (reference) => [reference, await engine.findImage(reference)] as const,
      ),
    ),
  ]);
  return {
    observation,
    images: new Map(
      images.flatMap(([reference, image]) => (image === undefined ? [] : [[reference, image.id]])),
    ),
    health: new Map(
      containersOf(observation, desired.name).map((container) => [
        container.id,
        lifecycle.healthOf(container),
      ]),
    ),
  };
}
