import { TscomposeError } from '../../../base/errors.js';
import type { Reference } from '../../../base/image-reference.js';
import type { RegistryLogins } from '../../../spec/registry.js';
import type { BlobStream } from '../../store/incoming-blob.js';
import type { Descriptor } from '../manifest.js';
import { type Endpoint, mirrorEndpoints, registryEndpoint } from './endpoint.js';
import type { HttpClient } from './http.js';
import { type FetchedManifest, RegistryClient } from './registry-client.js';
import { Retryable } from './registry-error.js';
import type { RegistrySettings } from './registry-settings.js';

/** Where the parts of one image come from: mirrors in order, then its registry. */
export class PullSource {
  readonly #http: HttpClient;
  readonly #reference: Reference;
  readonly #logins: RegistryLogins;
  readonly #mirrors: readonly RegistryClient[];
  #registry: Promise<RegistryClient> | undefined;

  constructor(http: HttpClient, settings: RegistrySettings, reference: Reference, logins: RegistryLogins) {
    this.#http = http;
    this.#reference = reference;
    this.#logins = logins;
    this.#mirrors = mirrorEndpoints(settings, reference.domain).map((endpoint) => this.#client(endpoint));
  }

  /** @throws IMAGE_NOT_FOUND, REGISTRY, IMAGE_INVALID, or Retryable, as the registry itself fails */
  manifest(version: string, signal: AbortSignal): Promise<FetchedManifest> {
    return this.#first((client) => client.manifest(version, signal), signal);
  }

  /** @throws REGISTRY, or Retryable, as the registry itself fails */
  blob(descriptor: Descriptor, from: number, signal: AbortSignal): Promise<BlobStream> {
    return this.#first((client) => client.blob(descriptor, from, signal), signal);
  }

  async #first<T>(ask: (client: RegistryClient) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (const mirror of this.#mirrors) {
      try {
        return await ask(mirror);
      } catch (error) {
        // A mirror need not have everything, nor be up.
        if (signal.aborted || !isRegistryFailure(error)) throw error;
      }
    }
    return ask(await this.#upstream(signal));
  }

  #upstream(signal: AbortSignal): Promise<RegistryClient> {
    this.#registry ??= registryEndpoint(this.#http, this.#reference.domain, signal).then(
      (endpoint) => this.#client(endpoint),
      (error: unknown) => {
        this.#registry = undefined;
        throw error;
      },
    );
    return this.#registry;
  }

  #client(endpoint: Endpoint): RegistryClient {
    const login = this.#logins[endpoint.loginName];
    const { path } = this.#reference;
    return new RegistryClient(this.#http, { endpoint, path, ...(login === undefined ? {} : { login }) });
  }
}

function isRegistryFailure(error: unknown): boolean {
  return error instanceof Retryable || error instanceof TscomposeError;
}
