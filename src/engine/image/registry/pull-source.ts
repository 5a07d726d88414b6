import { TscomposeError } from '../../../base/errors.js';
import type { Reference } from '../../../base/image-reference.js';
import type { RegistryLogins } from '../../../spec/registry.js';
import type { BlobStream } from '../../store/incoming-blob.js';
import type { Descriptor } from '../manifest.js';
import { type Endpoint, mirrorEndpoints, registryEndpoint } from './endpoint.js';
import type { HttpClient } from './http.js';
import { type FetchedManifest, RegistryClient } from './registry-client.js';
import { Retryable } from './registry-error.js';
import { type Located, locate } from './registry-rules.js';
import type { RegistrySettings } from './registry-settings.js';

type Reached = (signal: AbortSignal) => Promise<RegistryClient>;

/** Where the parts of one image come from: mirrors in order, then its registry. */
export class PullSource {
  readonly #http: HttpClient;
  readonly #logins: RegistryLogins;
  readonly #mirrors: readonly Reached[];
  readonly #registry: Reached;

  /** @throws REGISTRY when the administrator forbids the image */
  constructor(http: HttpClient, settings: RegistrySettings, reference: Reference, logins: RegistryLogins) {
    this.#http = http;
    this.#logins = logins;
    const { mirrors, registry } = locate(settings.rules, reference);
    this.#mirrors = [
      ...mirrorEndpoints(settings, reference.domain).map((endpoint): Reached => {
        const client = this.#client(endpoint, reference.path);
        return async () => client;
      }),
      ...mirrors.map((mirror) => this.#reached(mirror, true)),
    ];
    this.#registry = this.#reached(registry, false);
  }

  /** @throws IMAGE_NOT_FOUND, REGISTRY, IMAGE_INVALID, or Retryable, as the registry itself fails */
  manifest(version: string, signal: AbortSignal): Promise<FetchedManifest> {
    return this.#first((client) => client.manifest(version, signal), signal);
  }

  /** @throws REGISTRY, or Retryable, as the registry itself fails */
  blob(descriptor: Descriptor, from: number, signal: AbortSignal): Promise<BlobStream> {
    return this.#first((client) => client.blob(descriptor, from, signal), signal);
  }

  /**
   * The registry's own list, which knows all; where it cannot be had, that of the first mirror that has one.
   * @throws IMAGE_NOT_FOUND, REGISTRY, or Retryable, as the registry itself fails
   */
  async tags(signal: AbortSignal): Promise<readonly string[]> {
    const own = await settled(async () => (await this.#registry(signal)).tags(signal));
    if ('value' in own) return own.value;
    for (const mirror of signal.aborted || !isRegistryFailure(own.error) ? [] : this.#mirrors) {
      const listed = await settled(async () => (await mirror(signal)).tags(signal));
      if ('value' in listed) return listed.value;
    }
    throw own.error;
  }

  async #first<T>(ask: (client: RegistryClient) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (const mirror of this.#mirrors) {
      try {
        return await ask(await mirror(signal));
      } catch (error) {
        // A mirror need not have everything, nor be up.
        if (signal.aborted || !isRegistryFailure(error)) throw error;
      }
    }
    return ask(await this.#registry(signal));
  }

  /** Asked when it is first needed how it is spoken to; again after a failure. */
  #reached({ domain, path }: Located, isMirror: boolean): Reached {
    let known: Promise<RegistryClient> | undefined;
    return (signal) => {
      known ??= registryEndpoint(this.#http, domain, signal).then(
        (endpoint) => this.#client({ ...endpoint, isMirror }, path),
        (error: unknown) => {
          known = undefined;
          throw error;
        },
      );
      return known;
    };
  }

  #client(endpoint: Endpoint, path: string): RegistryClient {
    const login = this.#logins[endpoint.loginName];
    return new RegistryClient(this.#http, { endpoint, path, ...(login === undefined ? {} : { login }) });
  }
}

async function settled<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

function isRegistryFailure(error: unknown): boolean {
  return error instanceof Retryable || error instanceof TscomposeError;
}
