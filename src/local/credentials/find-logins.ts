import { TscomposeError } from '../../base/errors.js';
import { parseReference } from '../../base/image-reference.js';
import type { RegistryLogin, RegistryLogins } from '../../spec/registry.js';
import type { LoginStore } from './login-store.js';

/** The logins that these images may need, and no other. @throws CREDENTIALS, CANCELLED */
export async function findLogins(
  store: LoginStore,
  references: readonly string[],
  signal?: AbortSignal,
): Promise<{ readonly logins?: RegistryLogins }> {
  const registries = [...new Set(references.flatMap(registryOf))];
  const found = await Promise.all(
    registries.map(async (registry) => [registry, await store.find(registry, signal)] as const),
  );
  const logins = found.filter((entry): entry is [string, RegistryLogin] => entry[1] !== undefined);
  return logins.length === 0 ? {} : { logins: Object.fromEntries(logins) };
}

/** None for what is no reference: the engine says what is wrong with it. */
function registryOf(reference: string): readonly string[] {
  try {
    return [parseReference(reference).domain];
  } catch (error) {
    if (error instanceof TscomposeError && error.code === 'REFERENCE_INVALID') return [];
    throw error;
  }
}
