import type { RegistryLogin } from '../../../spec/registry.js';
import { parseChallenges } from './challenge.js';
import type { HttpClient, HttpRequest, HttpResponse } from './http.js';
import { registryError } from './registry-error.js';
import { basic, fetchToken } from './token.js';

/** Requests to one registry, with whatever proof of identity it asks for. */
export class AuthorizedClient {
  readonly #http: HttpClient;
  readonly #registry: URL;
  readonly #scopes: readonly string[];
  readonly #login: RegistryLogin | undefined;
  /** The Authorization header that the registry took last. */
  #header: Promise<string> | undefined;

  /** @param scopes what tokens are asked for: `repository:library/nginx:pull`, one for each repository in play */
  constructor(http: HttpClient, registry: URL, scopes: readonly string[], login: RegistryLogin | undefined) {
    this.#http = http;
    this.#registry = registry;
    this.#scopes = scopes;
    this.#login = login;
  }

  /**
   * Sends a request, and once more with an answer to the challenge when it is refused for lack of one. To other hosts than the
   * registry's own nothing secret goes.
   * @throws REGISTRY, or Retryable
   */
  async send(request: HttpRequest): Promise<HttpResponse> {
    if (request.url.origin !== this.#registry.origin) return this.#http.send(request);
    const held = this.#header;
    const response = await this.#http.send(withHeader(request, await held));
    if (response.status !== 401) return response;
    await response.body.dump();
    const renewed = await this.#renew(held, () => this.#answer(response, request.signal));
    return this.#http.send(withHeader(request, renewed));
  }

  // Several requests may be refused at once; the first of them gets the token for all.
  async #renew(refused: Promise<string> | undefined, answer: () => Promise<string>): Promise<string> {
    if (this.#header !== undefined && this.#header !== refused) return this.#header;
    const answering = answer();
    this.#header = answering;
    try {
      return await answering;
    } catch (error) {
      if (this.#header === answering) this.#header = undefined;
      throw error;
    }
  }

  async #answer(response: HttpResponse, signal: AbortSignal): Promise<string> {
    const login = this.#login;
    const challenges = parseChallenges(response.headers('www-authenticate'));
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer !== undefined) {
      if (login !== undefined && 'registryToken' in login) return `Bearer ${login.registryToken}`;
      const request = {
        registry: this.#registry,
        challenge: bearer,
        scopes: this.#scopes,
        ...(login === undefined ? {} : { login }),
      };
      return `Bearer ${(await fetchToken(this.#http, request, signal)).access}`;
    }
    const takesPassword = challenges.some(({ scheme }) => scheme === 'basic');
    if (takesPassword && login !== undefined && 'username' in login) return basic(login);
    throw registryError(
      this.#registry.host,
      'it needs a login (401)',
      undefined,
      `Log in with "tscompose login ${this.#registry.host}".`,
    );
  }
}

function withHeader(request: HttpRequest, authorization: string | undefined): HttpRequest {
  return authorization === undefined
    ? request
    : { ...request, headers: { ...request.headers, authorization } };
}
