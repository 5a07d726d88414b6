import { findLogins } from '../../local/credentials/find-logins.js';
import { lockKey } from '../../local/lock/lock-file.js';
import type { Service } from '../../model/service.js';
import type { Stack } from '../../model/stack.js';
import type { RegistryLogins } from '../../spec/registry.js';
import type { Cli } from '../cli.js';

const PULLED_ONCE: readonly (string | undefined)[] = [undefined, '', 'missing', 'if_not_present', 'never'];

/**
 * The logins for images that will, or may, have to be pulled. A credential helper can take seconds or ask the user: none is run
 * for images that are there.
 */
export async function loginsForUp(
  cli: Cli,
  stack: Stack,
  pull: 'always' | 'missing' | 'never' | undefined,
): Promise<{ readonly logins?: RegistryLogins }> {
  const store = await cli.host.logins();
  if (pull === 'never' || !(await store.hasAny())) return {};
  const images = await (await cli.connect()).images();
  const present = new Set(images.flatMap(({ references }) => references));
  const isPulled = ({ image, pull_policy }: Service) =>
    image !== undefined && (!PULLED_ONCE.includes(pull ?? pull_policy) || !present.has(lockKey(image)));
  return findLogins(
    store,
    Object.values(stack.services).flatMap((service) => (isPulled(service) ? (service.image ?? []) : [])),
  );
}
