import { type Digest, digestOf } from '../../../base/digest.js';
import { TscomposeError } from '../../../base/errors.js';
import type { RegistryLogin } from '../../../spec/registry.js';
import type { BlobStream } from '../../store/incoming-blob.js';
import { type Descriptor, INDEX_TYPES, MANIFEST_TYPES, MAX_MANIFEST_BYTES } from '../manifest.js';
import { answerError } from './answer-error.js';
import { AuthorizedClient } from './authorization.js';
import { readCapped, streamBody } from './body.js';
import type { Endpoint } from './endpoint.js';
import type { HttpClient, HttpResponse } from './http.js';
import { registryError } from './registry-error.js';
import { readTags, TAGS_PER_PAGE } from './tag-list.js';

export interface FetchedManifest {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly mediaType: string;
}

export interface Repository {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly login?: RegistryLogin;
}

/** Reads one repository of a registry (OCI distribution specification 1.1, "Pull"). */
export class RegistryClient {
  readonly #client: AuthorizedClient;
  readonly #endpoint: URL;
  readonly #path: string;
  readonly #name: string;

  constructor(http: HttpClient, { endpoint, path, login }: Repository) {
    this.#endpoint = endpoint.url;
    this.#path = path;
    this.#name = `${endpoint.isMirror ? endpoint.url.host : endpoint.loginName}/${path}`;
    this.#client = new AuthorizedClient(http, endpoint.url, [`repository:${path}:pull`], login);
  }

  /**
   * @param version tag or digest; what comes for a digest must hash to it
   * @throws IMAGE_NOT_FOUND, REGISTRY, IMAGE_INVALID, or Retryable
   */
  async manifest(version: string, signal: AbortSignal): Promise<FetchedManifest> {
    const accept = [...MANIFEST_TYPES, ...INDEX_TYPES].join(', ');
    const response = await this.#get(`manifests/${version}`, { accept }, signal);
    if (response.status === 404) {
      await response.body.dump();
      throw this.#notFound(version);
    }
    if (response.status !== 200) throw await answerError(response, this.#name);
    const bytes = await readCapped(response, MAX_MANIFEST_BYTES, this.#endpoint.host);
    const digest = digestOf(bytes);
    if (version.startsWith('sha256:') && digest !== version) {
      throw new TscomposeError(
        'IMAGE_INVALID',
        `registry ${this.#endpoint.host} sent a wrong manifest for ${version}: it hashes to ${digest}`,
        { subject: this.#name },
      );
    }
    return { bytes, digest, mediaType: response.header('content-type') ?? '' };
  }

  /** @throws IMAGE_NOT_FOUND, REGISTRY, or Retryable */
  tags(signal: AbortSignal): Promise<readonly string[]> {
    const first = new URL(`v2/${this.#path}/tags/list?n=${TAGS_PER_PAGE}`, this.#endpoint);
    const headers = { accept: 'application/json' };
    const get = (url: URL) => this.#client.send({ url, headers, signal });
    return readTags({ name: this.#name, first, get });
  }

  /**
   * The blob's bytes from one on; not verified. A registry that knows no ranges sends it from its beginning.
   * @throws REGISTRY, or Retryable, also in the middle
   */
  async blob({ digest, size }: Descriptor, from: number, signal: AbortSignal): Promise<BlobStream> {
    const range = from === 0 ? {} : { range: `bytes=${from}-${size - 1}` };
    const response = await this.#get(
      `blobs/${digest}`,
      { accept: 'application/octet-stream', ...range },
      signal,
    );
    const { status } = response;
    if (status === 404) {
      await response.body.dump();
      throw registryError(this.#endpoint.host, `it lacks ${digest}, which is part of ${this.#name}`);
    }
    if (status === 416 && from > 0) {
      await response.body.dump();
      return this.blob({ digest, size, mediaType: '', annotations: {} }, 0, signal);
    }
    if (status !== 200 && status !== 206) throw await answerError(response, this.#name);
    if (status === 206 && !startsAt(response, from)) {
      await response.body.dump();
      throw registryError(this.#endpoint.host, `it sends another range of ${digest} than was asked for`);
    }
    return {
      from: status === 206 ? from : 0,
      chunks: streamBody(response, this.#endpoint.host),
    };
  }

  #get(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpResponse> {
    return this.#client.send({ url: new URL(`v2/${this.#path}/${path}`, this.#endpoint), headers, signal });
  }

  #notFound(version: string): TscomposeError {
    const image = `${this.#name}${version.startsWith('sha256:') ? '@' : ':'}${version}`;
    return new TscomposeError(
      'IMAGE_NOT_FOUND',
      `the registry ${this.#endpoint.host} has no image ${image}`,
      {
        action: 'pull image',
        subject: image,
        hint: 'Check the name and the tag.',
      },
    );
  }
}

function startsAt(response: HttpResponse, from: number): boolean {
  return response.header('content-range')?.startsWith(`bytes ${from}-`) === true;
}
