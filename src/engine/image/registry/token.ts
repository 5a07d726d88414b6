import type { RegistryLogin } from '../../../spec/registry.js';
import { isObject } from '../json-shape.js';
import { readCapped } from './body.js';
import type { Challenge } from './challenge.js';
import type { HttpClient, HttpRequest } from './http.js';
import { registryError } from './registry-error.js';

export interface TokenRequest {
  /** Address of the registry that asks for the token. */
  readonly registry: URL;
  readonly challenge: Challenge;
  /** `repository:library/nginx:pull`, ... */
  readonly scopes: readonly string[];
  /** Absent: anonymously. */
  readonly login?: RegistryLogin;
  /** A refresh token is wanted too, to be kept instead of the password. */
  readonly offline?: boolean;
}

export interface Tokens {
  readonly access: string;
  readonly refresh?: string;
}

const MAX_TOKEN_BYTES = 1024 * 1024;
const CLIENT_ID = 'tscompose';

/** Gets a bearer token (distribution/spec auth/token and auth/oauth). @throws REGISTRY */
export async function fetchToken(
  http: HttpClient,
  request: TokenRequest,
  signal: AbortSignal,
): Promise<Tokens> {
  const { registry, challenge, login } = request;
  const realm = realmOf(registry, challenge);
  const response = await http.send({ ...tokenRequest(realm, request), signal });
  const bytes = await readCapped(response, MAX_TOKEN_BYTES, realm.host);
  if (response.status !== 200) {
    const refused = login === undefined ? 'it grants no anonymous access' : 'it refuses the login';
    throw registryError(
      registry.host,
      `${refused} (${response.status})`,
      undefined,
      login === undefined
        ? `The repository may not exist, or may need a login: tscompose login ${registry.host}`
        : 'Check user name and password, or log in again.',
    );
  }
  return tokensIn(bytes, registry.host);
}

/** @throws REGISTRY when the realm is missing, or would carry what is secret over plain HTTP */
function realmOf(registry: URL, { parameters: { realm } }: Challenge): URL {
  if (realm === undefined || !URL.canParse(realm)) {
    throw registryError(registry.host, 'it asks for a token without saying where to get one');
  }
  const url = new URL(realm);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && registry.protocol === 'http:');
  if (!isSafe) throw registryError(registry.host, 'it sends us to an unsafe address for a token');
  return url;
}

function tokenRequest(realm: URL, request: TokenRequest): Omit<HttpRequest, 'signal'> {
  const { challenge, scopes, login, offline } = request;
  const { service, scope } = challenge.parameters;
  const wanted = [...new Set([...scopes, ...(scope?.split(' ') ?? [])])].filter((item) => item !== '');
  if (login !== undefined && 'identityToken' in login) {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: CLIENT_ID,
      refresh_token: login.identityToken,
      ...(service === undefined ? {} : { service }),
      ...(wanted.length === 0 ? {} : { scope: wanted.join(' ') }),
    }).toString();
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const headers = { accept: 'application/json', 'content-length': String(form.length), ...type };
    return { method: 'POST', url: realm, headers, body: () => form };
  }
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const item of wanted) url.searchParams.append('scope', item);
  if (offline) {
    url.searchParams.set('offline_token', 'true');
    url.searchParams.set('client_id', CLIENT_ID);
  }
  if (login === undefined || !('username' in login)) return { url, headers: { accept: 'application/json' } };
  url.searchParams.set('account', login.username);
  return { url, headers: { accept: 'application/json', authorization: basic(login) } };
}

/** RFC 7617. */
export function basic({
  username,
  password,
}: {
  readonly username: string;
  readonly password: string;
}): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function tokensIn(bytes: Uint8Array, host: string): Tokens {
  let answer: unknown;
  try {
    answer = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw registryError(host, 'its token service does not answer in JSON', error);
  }
  const access = isObject(answer) ? (answer.token ?? answer.access_token) : undefined;
  if (typeof access !== 'string') throw registryError(host, 'its token service sent no token');
  const refresh = isObject(answer) ? answer.refresh_token : undefined;
  return typeof refresh === 'string' && refresh !== '' ? { access, refresh } : { access };
}
