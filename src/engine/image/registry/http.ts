import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import type { Dispatcher } from 'undici';
import { TscomposeError } from '../../../base/errors.js';
import { explainFailure, registryError } from './registry-error.js';

export interface HttpOptions {
  /** PEM file of further certificate authorities. */
  readonly extraCaFile?: string;
  /** Milliseconds to establish a connection. */
  readonly connectTimeoutMs: number;
  /** Milliseconds without a byte, before the headers or within the body. */
  readonly stallTimeoutMs: number;
}

export interface HttpRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  header(name: string): string | undefined;
  readonly body: Dispatcher.ResponseData['body'];
}

const MAX_REDIRECTS = 10;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** GET requests over connections that are kept. The HTTP library is loaded with the first one. */
export class HttpClient {
  readonly #options: HttpOptions;
  #dispatcher: Promise<Dispatcher> | undefined;

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  /**
   * Follows redirects; the Authorization header is for the first origin only, and nothing leads from HTTPS back to HTTP.
   * @throws REGISTRY, or Retryable
   */
  async get({ url, headers, signal }: HttpRequest): Promise<HttpResponse> {
    let target = url;
    let sent = headers;
    for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
      const response = await this.#request(target, sent, signal);
      const location = REDIRECTS.includes(response.status) ? response.header('location') : undefined;
      if (location === undefined) return response;
      await response.body.dump();
      const next = redirectTarget(target, location);
      if (next.origin !== target.origin) sent = withoutAuthorization(sent);
      target = next;
    }
    throw registryError(url.host, `more than ${MAX_REDIRECTS} redirects`);
  }

  async close(): Promise<void> {
    await (await this.#dispatcher)?.destroy();
    this.#dispatcher = undefined;
  }

  async #request(
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const dispatcher = await this.#connect();
    try {
      const {
        statusCode,
        headers: received,
        body,
      } = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'GET',
        headers,
        signal,
      });
      return {
        status: statusCode,
        body,
        header: (name) => {
          const value = received[name];
          return Array.isArray(value) ? value[0] : value;
        },
      };
    } catch (error) {
      throw explainFailure(url.host, error);
    }
  }

  #connect(): Promise<Dispatcher> {
    this.#dispatcher ??= makeDispatcher(this.#options);
    return this.#dispatcher;
  }
}

async function makeDispatcher(options: HttpOptions): Promise<Dispatcher> {
  const { Agent } = await import('undici');
  const extra = options.extraCaFile === undefined ? undefined : await readAuthorities(options.extraCaFile);
  return new Agent({
    connect: {
      timeout: options.connectTimeoutMs,
      ...(extra === undefined ? {} : { ca: [...rootCertificates, extra] }),
    },
    headersTimeout: options.stallTimeoutMs,
    bodyTimeout: options.stallTimeoutMs,
    connections: 8,
  });
}

async function readAuthorities(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new TscomposeError('REGISTRY', `cannot read the certificate authorities in ${path}`, {
      subject: path,
      cause: error,
    });
  }
}

function redirectTarget(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw registryError(from.host, 'it redirects to no address at all');
  const target = new URL(location, from);
  const allowed = target.protocol === 'https:' || (target.protocol === 'http:' && from.protocol === 'http:');
  if (!allowed) throw registryError(from.host, `it redirects to ${target.protocol}//, which is not safe`);
  return target;
}

function withoutAuthorization(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));
}
