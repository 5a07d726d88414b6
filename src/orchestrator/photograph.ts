import type { ContainerTemplate, DesiredStack } from '../lowering/desired.js';
import { containersOf, type DuePull, type Situation } from '../reconcile/observed-stack.js';
import { findDuePulls } from '../reconcile/plan-refresh.js';
import type { Engine } from '../spec/engine.js';
import type { UpRequest } from '../spec/operations.js';
import type { Clock } from './clock.js';
import type { Lifecycle } from './lifecycle.js';
import { findWanted } from './pull-images.js';

/**
 * Looks at everything that planning an `up` needs; for images whose pull is due, at the registry too: what it would bring
 * decides what is to be replaced.
 * @throws TscomposeError REGISTRY, IMAGE_NOT_FOUND of a registry that is to be asked
 */
export async function photograph(
  parts: { readonly engine: Engine; readonly lifecycle: Lifecycle; readonly clock: Clock },
  desired: DesiredStack,
  request: Pick<UpRequest, 'pull' | 'logins'>,
  signal: AbortSignal,
): Promise<Situation> {
  const { engine, lifecycle } = parts;
  const templates = [...desired.services.values()].map(({ template }) => template);
  const [observation, stored] = await Promise.all([engine.observe(), findImages(engine, templates)]);
  const due = findDuePulls(desired, stored, { override: request.pull, now: parts.clock.now() });
  const latest = await findLatest(engine, templates, due, request, signal);
  const images = new Map([...stored].map(([reference, { id }]) => [reference, id]));
  const pulls = new Map<string, DuePull>();
  for (const [reference, id] of latest) {
    pulls.set(reference, { cause: due.get(reference) ?? '', isNew: images.get(reference) !== id });
    images.set(reference, id);
  }
  return {
    observation,
    images,
    pulls,
    health: new Map(
      containersOf(observation, desired.name).map((container) => [
        container.id,
        lifecycle.healthOf(container),
      ]),
    ),
  };
}

/** Reference → image in the store, where it is of the platform that is wanted. */
async function findImages(engine: Engine, templates: readonly ContainerTemplate[]) {
  const wanted = new Map(templates.map(({ spec, pull }) => [spec.image, pull.platform]));
  const found = await Promise.all(
    [...wanted].map(async ([reference, platform]) => {
      const image = { reference, ...(platform === undefined ? {} : { platform }) };
      return [reference, await findWanted(engine, image)] as const;
    }),
  );
  return new Map(found.flatMap(([reference, image]) => (image === undefined ? [] : [[reference, image]])));
}

/** Reference → id of the image that its registry has for it. */
async function findLatest(
  engine: Engine,
  templates: readonly ContainerTemplate[],
  due: ReadonlyMap<string, string>,
  { logins = {} }: Pick<UpRequest, 'logins'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const platforms = new Map(templates.map(({ spec, pull }) => [spec.image, pull.platform]));
  return new Map(
    await Promise.all(
      [...due.keys()].map(async (reference) => {
        const platform = platforms.get(reference);
        const options = { logins, ...(platform === undefined ? {} : { platform }) };
        return [reference, await engine.latestImage(reference, signal, options)] as const;
      }),
    ),
  );
}
