import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Connections } from './connections.js';
import { explainFailure, registryError } from './registry-error.js';
import { isInsecure, type RegistrySettings } from './registry-settings.js';

export interface HttpRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Makes the body anew for each attempt and redirect; its size is to be in `content-length`. */
  readonly body?: () => Readable | string | Uint8Array;
  readonly signal: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  /** Address that answered, after redirects. */
  readonly url: URL;
  header(name: string): string | undefined;
  /** Every header of that name. */
  headers(name: string): readonly string[];
  readonly body: Dispatcher.ResponseData['body'];
}

const MAX_REDIRECTS = 10;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
/** Redirects that ask for the same request, with its method and body. */
const SAME_REQUEST: readonly number[] = [307, 308];

/** Requests of one operation, over connections that are kept for others. */
export class HttpClient {
  readonly #connections: Connections;
  readonly #settings: RegistrySettings;

  constructor(connections: Connections, settings: RegistrySettings) {
    this.#connections = connections;
    this.#settings = settings;
  }

  /**
   * Follows redirects; the Authorization header is for the first origin only, and nothing leads from HTTPS back to HTTP.
   * @throws REGISTRY, or Retryable
   */
  async send(request: HttpRequest): Promise<HttpResponse> {
    let { url, headers } = request;
    for (let count = 0; count <= MAX_REDIRECTS; count += 1) {
      const response = await this.#once({ ...request, url, headers });
      const { status } = response;
      const follows = REDIRECTS.includes(status) && (isRead(request) || SAME_REQUEST.includes(status));
      const location = follows ? response.header('location') : undefined;
      if (location === undefined) return response;
      await response.body.dump();
      const next = resolveLocation(url, location);
      if (next.origin !== url.origin) {
        // The body of a POST is a login.
        if (request.method === 'POST' && request.body !== undefined) {
          throw registryError(url.host, `it redirects a login to ${next.host}, which is not safe`);
        }
        headers = withoutAuthorization(headers);
      }
      url = next;
    }
    throw registryError(request.url.host, `more than ${MAX_REDIRECTS} redirects`);
  }

  /** Whether the administrator, or its place on this machine, lets the host go without valid TLS. */
  isInsecure(host: string): boolean {
    return isInsecure(this.#settings, host);
  }

  hasOwnAuthorities(host: string): Promise<boolean> {
    return this.#connections.hasOwnAuthorities(host);
  }

  async #once({ method = 'GET', url, headers, body, signal }: HttpRequest): Promise<HttpResponse> {
    const dispatcher = await this.#connections.to(url, this.isInsecure(url.host));
    try {
      const answer = await dispatcher.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method,
        headers: { 'user-agent': 'tscompose', ...headers },
        signal,
        ...(body === undefined ? {} : { body: body() }),
      });
      const all = (name: string) => [answer.headers[name] ?? []].flat();
      return {
        status: answer.statusCode,
        url,
        body: answer.body,
        headers: all,
        header: (name) => all(name)[0],
      };
    } catch (error) {
      throw explainFailure(url.host, error, url.protocol === 'https:');
    }
  }
}

/**
 * Where a `Location` leads.
 * @throws REGISTRY when it is no address or leaves HTTPS
 */
export function resolveLocation(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw registryError(from.host, 'it redirects to no address at all');
  const target = new URL(location, from);
  const allowed = target.protocol === 'https:' || (target.protocol === 'http:' && from.protocol === 'http:');
  if (!allowed) throw registryError(from.host, `it redirects to ${target.protocol}//, which is not safe`);
  return target;
}

function isRead({ method = 'GET' }: HttpRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

function withoutAuthorization(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));
}
