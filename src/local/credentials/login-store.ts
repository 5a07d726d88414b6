import type { RegistryLogin } from '../../spec/registry.js';

/** The user's logins at registries, by their name in references. */
export interface LoginStore {
  /** Whether anything is kept at all; cheap, asks no helper. @throws CREDENTIALS */
  hasAny(): Promise<boolean>;
  /** Undefined: there is none. @throws CREDENTIALS when it cannot be read; CANCELLED */
  find(registry: string, signal?: AbortSignal): Promise<RegistryLogin | undefined>;
  /** @returns where it was kept, for people; `plain`: readable for whoever can read the file */
  save(registry: string, login: KeptLogin): Promise<{ readonly place: string; readonly plain: boolean }>;
  /** @returns whether there was one */
  remove(registry: string): Promise<boolean>;
}

/** A login with the name it was made with. */
export type KeptLogin =
  | { readonly username: string; readonly password: string }
  | { readonly username: string; readonly identityToken: string };
