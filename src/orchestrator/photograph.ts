import type { ContainerTemplate, DesiredStack } from '../lowering/desired.js';
import { containersOf, type Situation } from '../reconcile/observed-stack.js';
import type { Engine } from '../spec/engine.js';
import type { ImageInfo } from '../spec/objects.js';
import type { Lifecycle } from './lifecycle.js';
import { findWanted } from './pull-images.js';

/** Looks at everything that planning an `up` needs. */
export async function photograph(
  engine: Engine,
  lifecycle: Lifecycle,
  desired: DesiredStack,
): Promise<Situation> {
  const templates = [...desired.services.values()].map(({ template }) => template);
  const [observation, images] = await Promise.all([engine.observe(), findImages(engine, templates)]);
  return {
    observation,
    images: new Map([...images].map(([reference, { id }]) => [reference, id])),
    health: new Map(
      containersOf(observation, desired.name).map((container) => [
        container.id,
        lifecycle.healthOf(container),
      ]),
    ),
  };
}

/** Reference → image in the store, where it is of the platform that is wanted. */
export async function findImages(
  engine: Engine,
  templates: readonly ContainerTemplate[],
): Promise<ReadonlyMap<string, ImageInfo>> {
  const wanted = new Map(templates.map(({ spec, pull }) => [spec.image, pull.platform]));
  const found = await Promise.all(
    [...wanted].map(async ([reference, platform]) => {
      const image = { reference, ...(platform === undefined ? {} : { platform }) };
      return [reference, await findWanted(engine, image)] as const;
    }),
  );
  return new Map(found.flatMap(([reference, image]) => (image === undefined ? [] : [[reference, image]])));
}
