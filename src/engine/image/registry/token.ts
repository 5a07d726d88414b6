import { isObject } from '../json-shape.js';
import { readCapped } from './body.js';
import type { HttpClient } from './http.js';
import { registryError } from './registry-error.js';

/** What a registry asks for in `WWW-Authenticate` (RFC 9110, section 11.6.1). */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const MAX_TOKEN_BYTES = 1024 * 1024;

export function parseChallenge(header: string): Challenge {
  const [, scheme = '', rest = ''] = /^\s*(\S+)\s*(.*)$/s.exec(header) ?? [];
  const parameters: Record<string, string> = {};
  for (const [, name = '', quoted, plain = ''] of rest.matchAll(
    /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^",\s]+))/g,
  )) {
    parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain;
  }
  return { scheme: scheme.toLowerCase(), parameters };
}

/** Gets an anonymous bearer token (distribution/spec auth/token). @throws REGISTRY */
export async function fetchAnonymousToken(
  http: HttpClient,
  registry: URL,
  challenge: Challenge,
  scope: string,
  signal: AbortSignal,
): Promise<string> {
  const { realm, service } = challenge.parameters;
  if (realm === undefined || !URL.canParse(realm)) {
    throw registryError(registry.host, 'it asks for a token without saying where to get one');
  }
  const url = new URL(realm);
  if (url.protocol !== 'https:' && url.protocol !== registry.protocol) {
    throw registryError(registry.host, 'it sends us to an unsafe address for a token');
  }
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', challenge.parameters.scope ?? scope);
  const response = await http.get({ url, headers: { accept: 'application/json' }, signal });
  const bytes = await readCapped(response, MAX_TOKEN_BYTES, url.host);
  if (response.status !== 200) {
    throw registryError(
      registry.host,
      `it grants no anonymous access (${response.status})`,
      undefined,
      'The repository may not exist, or may need a login.',
    );
  }
  return tokenIn(bytes, registry.host);
}

function tokenIn(bytes: Uint8Array, host: string): string {
  let answer: unknown;
  try {
    answer = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw registryError(host, 'its token service does not answer in JSON', error);
  }
  const token = isObject(answer) ? (answer.token ?? answer.access_token) : undefined;
  if (typeof token !== 'string') throw registryError(host, 'its token service sent no token');
  return token;
}
