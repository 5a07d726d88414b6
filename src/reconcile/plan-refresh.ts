import { TscomposeError } from '../base/errors.js';
import { formatReference, parseReference } from '../base/image-reference.js';
import type { ContainerTemplate, DesiredStack } from '../lowering/desired.js';
import type { PullPolicy } from '../lowering/lower-pull.js';
import type { ImageInfo } from '../spec/objects.js';
import type { Plan, Step } from './plan.js';
import { PlanBuilder } from './plan-builder.js';

/** Overrides what each service says. */
export type PullOverride = 'always' | 'missing' | 'never';

/** Services whose image may have to be looked for anew although the store has one; not those that are to have no container. */
export function refreshable(desired: DesiredStack, override?: PullOverride): readonly ContainerTemplate[] {
  return [...desired.services.values()]
    .filter(({ scale, template: { pull } }) => scale > 0 && !isOnce(override ?? pull.policy))
    .map(({ template }) => template);
}

/**
 * The pulls that are due although the store has the image. They come before everything else: only afterwards it is known which
 * image a reference means, and so what is to be replaced.
 * @param images reference → image in the store
 * @param now milliseconds since the epoch
 */
export function planRefresh(
  desired: DesiredStack,
  images: ReadonlyMap<string, ImageInfo>,
  { override, now }: { readonly override?: PullOverride | undefined; readonly now: number },
): Plan {
  const plan = new PlanBuilder();
  for (const template of refreshable(desired, override)) {
    const image = images.get(template.spec.image);
    if (image === undefined) continue;
    const cause = dueCause(override ?? template.pull.policy, template.spec.image, image, now);
    if (cause !== undefined) plan.add(pullStep(template), [cause], []);
  }
  return plan.build(desired.name);
}

export function pullStep({ spec, pull: { platform } }: ContainerTemplate): Step {
  return { kind: 'pull-image', reference: spec.image, ...(platform === undefined ? {} : { platform }) };
}

/** @throws TscomposeError IMAGE_NOT_FOUND when a missing image may not be pulled */
export function requirePullable({ service, spec, pull }: ContainerTemplate, override?: PullOverride): void {
  if ((override ?? pull.policy) !== 'never') return;
  throw new TscomposeError(
    'IMAGE_NOT_FOUND',
    `image ${spec.image} is not in the store, and may not be pulled`,
    {
      subject: spec.image,
      path: ['services', service, 'image'],
      hint:
        override === 'never'
          ? 'Run the command without --pull never.'
          : 'Its pull_policy is "never": load it.',
    },
  );
}

function isOnce(policy: PullPolicy): boolean {
  return policy === 'missing' || policy === 'never';
}

function dueCause(policy: PullPolicy, reference: string, image: ImageInfo, now: number): string | undefined {
  if (policy === 'always') return 'it is to be pulled always';
  if (typeof policy === 'string') return undefined;
  const pulledAt = image.pulledAt?.[formatReference(parseReference(reference))];
  if (pulledAt === undefined) return 'nobody knows when it was pulled';
  return now - Date.parse(pulledAt) >= policy.everyMs ? `last pulled ${pulledAt}` : undefined;
}
