import { type Digest, digestOf } from '../../../base/digest.js';
import { TscomposeError } from '../../../base/errors.js';
import { formatReference, type Reference } from '../../../base/image-reference.js';
import { type Descriptor, INDEX_TYPES, MANIFEST_TYPES, MAX_MANIFEST_BYTES } from '../manifest.js';
import { readCapped, streamBody } from './body.js';
import { registryEndpoint } from './endpoint.js';
import type { HttpClient, HttpResponse } from './http.js';
import { Retryable, registryError } from './registry-error.js';
import { fetchAnonymousToken, parseChallenge } from './token.js';

export interface FetchedManifest {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
}

/** Reads one repository of a registry, anonymously (OCI distribution specification 1.1, "Pull"). */
export class RegistryClient {
  readonly #http: HttpClient;
  readonly #reference: Reference;
  readonly #endpoint: URL;
  #token: Promise<string> | undefined;

  constructor(http: HttpClient, reference: Reference) {
    this.#http = http;
    this.#reference = reference;
    this.#endpoint = registryEndpoint(reference);
  }

  /**
   * @param version tag or digest; what comes for a digest must hash to it
   * @throws IMAGE_NOT_FOUND, REGISTRY, IMAGE_INVALID, or Retryable
   */
  async manifest(version: string, signal: AbortSignal): Promise<FetchedManifest> {
    const accept = [...MANIFEST_TYPES, ...INDEX_TYPES].join(', ');
    const response = await this.#get(`manifests/${version}`, accept, signal);
    if (response.status === 404) {
      await response.body.dump();
      throw this.#notFound();
    }
    await this.#requireSuccess(response);
    const bytes = await readCapped(response, MAX_MANIFEST_BYTES, this.#endpoint.host);
    const digest = digestOf(bytes);
    if (version.startsWith('sha256:') && digest !== version) {
      throw new TscomposeError(
        'IMAGE_INVALID',
        `registry ${this.#endpoint.host} sent a wrong manifest for ${version}: it hashes to ${digest}`,
        { subject: this.#name },
      );
    }
    return { bytes, digest };
  }

  /** The blob's bytes; not verified. @throws REGISTRY, or Retryable, also in the middle */
  async *blob({ digest }: Descriptor, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const response = await this.#get(`blobs/${digest}`, 'application/octet-stream', signal);
    if (response.status === 404) {
      await response.body.dump();
      throw registryError(this.#endpoint.host, `it lacks ${digest}, which is part of ${this.#name}`);
    }
    await this.#requireSuccess(response);
    yield* streamBody(response, this.#endpoint.host);
  }

  get #name(): string {
    return formatReference(this.#reference);
  }

  async #get(path: string, accept: string, signal: AbortSignal): Promise<HttpResponse> {
    const url = new URL(`v2/${this.#reference.path}/${path}`, this.#endpoint);
    const held = this.#token;
    const response = await this.#http.get({ url, headers: headers(accept, await held), signal });
    if (response.status !== 401) return response;
    await response.body.dump();
    const challenge = parseChallenge(response.header('www-authenticate') ?? '');
    if (challenge.scheme !== 'bearer') throw this.#denied('it needs a login (401)');
    const renewed = await this.#renewToken(held, () =>
      fetchAnonymousToken(
        this.#http,
        this.#endpoint,
        challenge,
        `repository:${this.#reference.path}:pull`,
        signal,
      ),
    );
    return this.#http.get({ url, headers: headers(accept, renewed), signal });
  }

  // Several requests may be refused at once; the first of them gets the token for all.
  async #renewToken(refused: Promise<string> | undefined, fetch: () => Promise<string>): Promise<string> {
    if (this.#token !== undefined && this.#token !== refused) return this.#token;
    const fetching = fetch();
    this.#token = fetching;
    try {
      return await fetching;
    } catch (error) {
      if (this.#token === fetching) this.#token = undefined;
      throw error;
    }
  }

  async #requireSuccess(response: HttpResponse): Promise<void> {
    const { status } = response;
    if (status === 200) return;
    await response.body.dump();
    if (status === 401 || status === 403) throw this.#denied(`access to ${this.#name} is denied (${status})`);
    const error = registryError(this.#endpoint.host, `it answers with status ${status}`);
    if (status !== 429 && status < 500) throw error;
    const seconds = Number(response.header('retry-after'));
    throw new Retryable(error, Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined);
  }

  #denied(what: string): TscomposeError {
    return registryError(
      this.#endpoint.host,
      what,
      undefined,
      'The repository may not exist, or may need a login, which this version does not offer yet.',
    );
  }

  #notFound(): TscomposeError {
    return new TscomposeError(
      'IMAGE_NOT_FOUND',
      `the registry ${this.#endpoint.host} has no image ${this.#name}`,
      {
        action: 'pull image',
        subject: this.#name,
        hint: 'Check the name and the tag.',
      },
    );
  }
}

function headers(accept: string, token: string | undefined): Record<string, string> {
  return {
    accept,
    'user-agent': 'tscompose',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
}
