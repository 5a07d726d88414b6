import type { Service } from '../../model/service.js';
import type { Stack } from '../../model/stack.js';
import type { ImageInfo } from '../../spec/objects.js';
import type { RegistryLogins } from '../../spec/registry.js';
import { lockKey } from '../lock/lock-file.js';
import { findLogins } from './find-logins.js';
import type { LoginStore } from './login-store.js';

const PULLED_ONCE: readonly (string | undefined)[] = [undefined, '', 'missing', 'if_not_present', 'never'];

/**
 * The logins for images that will, or may, have to be pulled. A credential helper can take seconds or ask the user: none is run
 * for images that are there.
 * @param presentImages asked only when the user has logins at all
 * @param pull overrides every service's `pull_policy`
 * @throws CREDENTIALS
 */
export async function loginsForUp(
  store: LoginStore,
  presentImages: () => Promise<readonly ImageInfo[]>,
  stack: Stack,
  pull: 'always' | 'missing' | 'never' | undefined,
): Promise<{ readonly logins?: RegistryLogins }> {
  if (pull === 'never' || !(await store.hasAny())) return {};
  const present = new Set((await presentImages()).flatMap(({ references }) => references));
  const isPulled = ({ image, pull_policy }: Service) =>
    image !== undefined && (!PULLED_ONCE.includes(pull ?? pull_policy) || !present.has(lockKey(image)));
  return findLogins(
    store,
    Object.values(stack.services).flatMap((service) => (isPulled(service) ? (service.image ?? []) : [])),
  );
}
