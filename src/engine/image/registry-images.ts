import { toTscomposeError } from '../../base/errors.js';
import { DEFAULT_DOMAIN, parseReference } from '../../base/image-reference.js';
import type {
  LoginRequest,
  LoginResult,
  PushedImage,
  PushProgress,
  RegistryAccess,
  RegistryLogins,
  ResolvedImage,
  SearchRequest,
  SearchResult,
} from '../../spec/registry.js';
import type { BlobStore } from '../store/blob-store.js';
import { isHello } from './hello-image.js';
import type { ImageRecords } from './image-records.js';
import { findPushable, Pusher } from './pusher.js';
import { checkLogin } from './registry/login.js';
import type { Registries } from './registry/registries.js';
import { withRetries } from './registry/retry.js';
import { searchRegistry } from './registry/search.js';
import { resolveImage } from './resolver.js';

/** What the store does at registries besides pulling. */
export class RegistryImages implements RegistryAccess {
  readonly #registries: Registries;
  readonly #records: ImageRecords;
  readonly #pusher: Pusher;
  readonly #keeping: <T>(work: () => Promise<T>) => Promise<T>;

  /** @param keeping no image is removed while work runs in it */
  constructor(
    registries: Registries,
    blobs: BlobStore,
    records: ImageRecords,
    keeping: <T>(work: () => Promise<T>) => Promise<T>,
  ) {
    this.#registries = registries;
    this.#records = records;
    this.#pusher = new Pusher(registries, blobs, records);
    this.#keeping = keeping;
  }

  async resolve(text: string, logins: RegistryLogins, signal: AbortSignal): Promise<ResolvedImage | null> {
    const reference = parseReference(text);
    if (isHello(reference)) return null;
    return ours(() => resolveImage(this.#registries, reference, logins, signal));
  }

  tags(repository: string, logins: RegistryLogins, signal: AbortSignal): Promise<readonly string[]> {
    const reference = parseReference(repository);
    return ours(async () => {
      if (isHello(reference)) return ['latest'];
      const source = await this.#registries.source(reference, logins);
      return withRetries(this.#registries.retries, signal, () => source.tags(signal));
    });
  }

  push(
    text: string,
    logins: RegistryLogins,
    onProgress: (progress: PushProgress) => void,
    signal: AbortSignal,
  ): Promise<PushedImage> {
    const reference = parseReference(text);
    return ours(() =>
      this.#keeping(async () => {
        const { known, record } = await findPushable(reference, this.#records);
        const pushed = await this.#pusher.push({ reference, record, logins }, onProgress, signal);
        await this.#records.putReference({ ...known, manifest: pushed.digest });
        return pushed;
      }),
    );
  }

  login({ registry, login }: LoginRequest, signal: AbortSignal): Promise<LoginResult> {
    return ours(async () => {
      const http = await this.#registries.client();
      return withRetries(this.#registries.retries, signal, () => checkLogin(http, registry, login, signal));
    });
  }

  search(request: SearchRequest, signal: AbortSignal): Promise<readonly SearchResult[]> {
    const { registry = DEFAULT_DOMAIN, term, limit, logins = {} } = request;
    const login = logins[registry];
    const query = { registry, term, limit, ...(login === undefined ? {} : { login }) };
    return ours(async () => {
      const http = await this.#registries.client();
      return withRetries(this.#registries.retries, signal, () => searchRegistry(http, query, signal));
    });
  }
}

async function ours<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toTscomposeError(error);
  }
}
