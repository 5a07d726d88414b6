import type { RegistryAccess } from '../../../src/spec/registry.js';

/** Registries that have what is known to the test. @param effect what is told of each push before it succeeds */
export function fakeRegistries(
  known: ReadonlyMap<string, unknown>,
  effect: (call: string) => Promise<void>,
): RegistryAccess {
  return {
    resolve: async () => ({ digest: 'sha256:index', platforms: {} }),
    tags: async (repository) => {
      const names = [...known.keys()].filter((name) => name.startsWith(`${repository}:`));
      return names.map((name) => name.slice(repository.length + 1));
    },
    push: async (reference) => {
      await effect(`push ${reference}`);
      return { digest: 'sha256:pushed', size: 7 };
    },
    login: async () => ({}),
    search: async () => [],
  };
}
