import { TscomposeError } from '../base/errors.js';
import { formatReference, parseReference } from '../base/image-reference.js';
import type { ContainerTemplate, DesiredStack } from '../lowering/desired.js';
import type { PullPolicy } from '../lowering/lower-pull.js';
import type { ImageInfo } from '../spec/objects.js';
import type { Situation } from './observed-stack.js';
import type { PlanBuilder } from './plan-builder.js';

/** Overrides what each service says. */
export type PullOverride = 'always' | 'missing' | 'never';

/** Services whose image may have to be looked for anew although the store has one; not those that are to have no container. */
export function refreshable(desired: DesiredStack, override?: PullOverride): readonly ContainerTemplate[] {
  return [...desired.services.values()]
    .filter(({ scale, template: { pull } }) => scale > 0 && !isOnce(override ?? pull.policy))
    .map(({ template }) => template);
}

/**
 * The pulls that are due although the store has the image.
 * @param images reference → image in the store
 * @param now milliseconds since the epoch
 * @returns reference → cause
 */
export function findDuePulls(
  desired: DesiredStack,
  images: ReadonlyMap<string, ImageInfo>,
  { override, now }: { readonly override?: PullOverride | undefined; readonly now: number },
): ReadonlyMap<string, string> {
  const due = new Map<string, string>();
  for (const { spec, pull } of refreshable(desired, override)) {
    const image = images.get(spec.image);
    if (image === undefined) continue;
    const cause = dueCause(override ?? pull.policy, spec.image, image, now);
    if (cause !== undefined) due.set(spec.image, cause);
  }
  return due;
}

/**
 * Adds the pull of an image that is missing, or due.
 * @returns id of its node, if there is one
 * @throws TscomposeError IMAGE_NOT_FOUND when it is missing and may not be pulled
 */
export function planPull(
  plan: PlanBuilder,
  template: ContainerTemplate,
  { images, pulls }: Situation,
  override?: PullOverride,
): readonly string[] {
  const reference = template.spec.image;
  const { platform } = template.pull;
  const step = { kind: 'pull-image', reference, ...(platform === undefined ? {} : { platform }) } as const;
  const due = pulls.get(reference);
  if (due?.isNew === true) return [plan.add(step, [due.cause], [])];
  if (due !== undefined) return [plan.add({ ...step, isCurrent: true }, [due.cause], [])];
  if (images.has(reference)) return [];
  requirePullable(template, override);
  return [plan.add(step, ['not in the store'], [])];
}

function requirePullable({ service, spec, pull }: ContainerTemplate, override?: PullOverride): void {
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
