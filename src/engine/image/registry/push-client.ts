import type { Readable } from 'node:stream';
import { type Digest, isDigest } from '../../../base/digest.js';
import { answerError } from './answer-error.js';
import { AuthorizedClient } from './authorization.js';
import { type HttpClient, type HttpResponse, resolveLocation } from './http.js';
import type { Repository } from './registry-client.js';
import { registryError } from './registry-error.js';

export interface Upload {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  /** Opens the content anew for each attempt. */
  readonly content: () => Readable;
}

/** Writes one repository of a registry (OCI distribution specification 1.1, "Push"). */
export class PushClient {
  readonly #client: AuthorizedClient;
  readonly #registry: URL;
  readonly #base: URL;
  readonly #name: string;

  /** @param sources further repositories of the registry whose blobs may be mounted */
  constructor(http: HttpClient, { endpoint, path, login }: Repository, sources: readonly string[]) {
    const scopes = [`repository:${path}:pull,push`, ...sources.map((source) => `repository:${source}:pull`)];
    this.#registry = endpoint.url;
    this.#base = new URL(`v2/${path}/`, endpoint.url);
    this.#name = `${endpoint.loginName}/${path}`;
    this.#client = new AuthorizedClient(http, endpoint.url, scopes, login);
  }

  /** @throws REGISTRY, or Retryable */
  async has(digest: Digest, signal: AbortSignal): Promise<boolean> {
    const url = new URL(`blobs/${digest}`, this.#base);
    const response = await this.#client.send({ method: 'HEAD', url, headers: {}, signal });
    await response.body.dump();
    if (response.status === 200) return true;
    if (response.status === 404) return false;
    throw await answerError(response, this.#name);
  }

  /**
   * Asks for a blob to be taken over from another repository of the registry.
   * @returns `mounted`, or where to upload it instead
   * @throws REGISTRY, or Retryable
   */
  async mount(digest: Digest, from: string, signal: AbortSignal): Promise<'mounted' | URL> {
    const url = new URL('blobs/uploads/', this.#base);
    url.searchParams.set('mount', digest);
    url.searchParams.set('from', from);
    const response = await this.#post(url, signal);
    await response.body.dump();
    if (response.status === 201) return 'mounted';
    // Who may not read the other repository, or asks a registry that cannot mount, uploads.
    return response.status === 202 ? this.#session(response) : this.begin(signal);
  }

  /** Where the next blob is uploaded to. @throws REGISTRY, or Retryable */
  async begin(signal: AbortSignal): Promise<URL> {
    const response = await this.#post(new URL('blobs/uploads/', this.#base), signal);
    if (response.status !== 202) throw await answerError(response, this.#name);
    await response.body.dump();
    return this.#session(response);
  }

  /** @param session as {@link begin} or {@link mount} gave it @throws REGISTRY, or Retryable */
  async upload(session: URL, { digest, size, content }: Upload, signal: AbortSignal): Promise<void> {
    const url = new URL(session);
    url.searchParams.set('digest', digest);
    const headers = { 'content-type': 'application/octet-stream', 'content-length': String(size) };
    const response = await this.#client.send({ method: 'PUT', url, headers, body: content, signal });
    if (response.status !== 201) throw await answerError(response, this.#name);
    await response.body.dump();
  }

  /** @throws REGISTRY, or Retryable; REGISTRY when the registry names it differently */
  async putManifest(
    tag: string,
    { bytes, digest, mediaType }: { bytes: Uint8Array; digest: Digest; mediaType: string },
    signal: AbortSignal,
  ): Promise<void> {
    const url = new URL(`manifests/${tag}`, this.#base);
    const headers = { 'content-type': mediaType, 'content-length': String(bytes.length) };
    const response = await this.#client.send({ method: 'PUT', url, headers, body: () => bytes, signal });
    if (response.status !== 201) throw await answerError(response, this.#name);
    await response.body.dump();
    const named = response.header('docker-content-digest');
    if (named !== undefined && isDigest(named) && named !== digest) {
      throw registryError(this.#registry.host, `it took the manifest ${digest} for ${named}`);
    }
  }

  #post(url: URL, signal: AbortSignal): Promise<HttpResponse> {
    return this.#client.send({ method: 'POST', url, headers: { 'content-length': '0' }, signal });
  }

  #session(response: HttpResponse): URL {
    const location = response.header('location');
    if (location === undefined)
      throw registryError(this.#registry.host, 'it does not say where to upload to');
    return resolveLocation(response.url, location);
  }
}
