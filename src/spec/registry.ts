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

export interface PushProgress {
  readonly phase: 'waiting' | 'pushing' | 'done' | 'exists' | 'mounted';
  /** Digest of the layer's blob. */
  readonly layer: string;
  readonly currentBytes?: number;
  readonly totalBytes: number;
  /** Repository that a mounted layer was taken over from. */
  readonly from?: string;
}

export interface SearchRequest {
  /** Absent: Docker Hub. */
  readonly registry?: string;
  readonly term: string;
  /** Most results wanted. */
  readonly limit: number;
  readonly logins?: RegistryLogins;
}

export interface LoginRequest {
  /** The registry's name in references. */
  readonly registry: string;
  readonly login: RegistryLogin;
}

/** What the engine does at registries besides pulling. All methods throw TscomposeError REGISTRY for what registries refuse. */
export interface RegistryAccess {
  /** Fetches nothing. @returns null for the image that comes with the engine itself @throws IMAGE_NOT_FOUND */
  resolve(reference: string, logins: RegistryLogins, signal: AbortSignal): Promise<ResolvedImage | null>;
  /** Tags of a repository, as its registry lists them. @throws IMAGE_NOT_FOUND when it has no such repository */
  tags(repository: string, logins: RegistryLogins, signal: AbortSignal): Promise<readonly string[]>;
  /** @throws IMAGE_NOT_FOUND when the store has no image of that name */
  push(
    reference: string,
    logins: RegistryLogins,
    onProgress: (progress: PushProgress) => void,
    signal: AbortSignal,
  ): Promise<PushedImage>;
  /** Tries a login; keeps nothing of it. */
  login(request: LoginRequest, signal: AbortSignal): Promise<LoginResult>;
  search(request: SearchRequest, signal: AbortSignal): Promise<readonly SearchResult[]>;
}
