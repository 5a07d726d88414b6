/** Proof of identity at one registry. It travels with one operation; the engine neither stores it nor shows it. */
export type RegistryLogin =
  | { readonly username: string; readonly password: string }
  /** What an earlier login gave instead of a password; good for getting tokens (OAuth2 refresh token). */
  | { readonly identityToken: string }
  /** A bearer token ready for use. */
  | { readonly registryToken: string };

/** By the registry's name in references: `docker.io`, `localhost:5000`. */
export type RegistryLogins = Readonly<Record<string, RegistryLogin>>;

export interface PullOptions {
  /** `linux/arm64/v8`, `linux/amd64`, `arm64`; absent: this machine's. */
  readonly platform?: string;
  readonly logins?: RegistryLogins;
}

/** What a reference stands for at its registry now. */
export interface ResolvedImage {
  /** Digest of the index, or of the manifest where there is only one. */
  readonly digest: string;
  /** Platform → digest of its manifest. */
  readonly platforms: Readonly<Record<string, string>>;
}

export interface PushedImage {
  /** Digest of the manifest that the tag stands for now. */
  readonly digest: string;
  /** Bytes of that manifest. */
  readonly size: number;
}

export interface LoginResult {
  /** To be kept instead of the password, where the registry gave one. */
  readonly identityToken?: string;
}

export interface SearchResult {
  readonly name: string;
  readonly description: string;
  readonly stars: number;
  readonly official: boolean;
}
