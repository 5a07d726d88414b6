import { DEFAULT_DOMAIN } from '../../../base/image-reference.js';
import type { HttpClient } from './http.js';
import { hostOf, isLoopback } from './proxy.js';
import { failedFor, registryError } from './registry-error.js';
import type { RegistrySettings } from './registry-settings.js';

/** One address under which repositories of a registry are found. */
export interface Endpoint {
  /** Ends with a slash. */
  readonly url: URL;
  /** Whose login is good for it: the registry's name in references, or the mirror's host. */
  readonly loginName: string;
  readonly isMirror: boolean;
}

/** The registry itself, under the host that serves its API. */
export async function registryEndpoint(
  http: HttpClient,
  domain: string,
  signal: AbortSignal,
): Promise<Endpoint> {
  const host = domain === DEFAULT_DOMAIN ? 'registry-1.docker.io' : domain;
  return { url: await schemeOf(http, host, signal), loginName: domain, isMirror: false };
}

/** The mirrors that the administrator set up for a registry, in order. @throws REGISTRY for one that is no address */
export function mirrorEndpoints({ mirrors }: RegistrySettings, domain: string): readonly Endpoint[] {
  return (mirrors[domain] ?? []).map((text) => {
    const address = text.includes('://') ? text : `https://${text}`;
    if (!URL.canParse(address)) throw registryError(domain, `its mirror ${text} is not an address`);
    const url = new URL(address);
    if (!url.pathname.endsWith('/')) url.pathname += '/';
    return { url, loginName: url.host, isMirror: true };
  });
}

/**
 * Docker's rule: HTTPS only, but where TLS may be lacking both are tried. On loopback plain HTTP comes first, for it is what
 * most speak there and nobody listens in; with an authority for that very host it is HTTPS alone.
 */
async function schemeOf(http: HttpClient, host: string, signal: AbortSignal): Promise<URL> {
  const secure = new URL(`https://${host}/`);
  const plain = new URL(`http://${host}/`);
  if (!http.isInsecure(host) || (await http.hasOwnAuthorities(host))) return secure;
  if (isLoopback(hostOf(secure))) return (await answersHttp(http, plain, signal)) ? plain : secure;
  return (await answersTls(http, secure, signal)) ? secure : plain;
}

async function answersHttp(http: HttpClient, url: URL, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await http.send({ url: new URL('v2/', url), headers: {}, signal });
    await response.body.dump();
    // What servers of TLS answer to plain HTTP; a registry answers 200 or 401.
    return response.status !== 400;
  } catch (error) {
    if (failedFor(error, NO_HTTP) || (url.port === '' && failedFor(error, NOBODY))) return false;
    throw error;
  }
}

async function answersTls(http: HttpClient, url: URL, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await http.send({ url: new URL('v2/', url), headers: {}, signal });
    await response.body.dump();
    return true;
  } catch (error) {
    if (failedFor(error, NO_TLS) || (url.port === '' && failedFor(error, NOBODY))) return false;
    throw error;
  }
}

const NOBODY = /^ECONNREFUSED$/;
// Servers of TLS answer plain text with an alert, or hang up.
const NO_HTTP = /^(HPE_.*|ECONNRESET|UND_ERR_SOCKET)$/;
// Servers of plain HTTP answer a TLS greeting in plain text, or hang up.
const NO_TLS =
  /^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ECONNRESET|UND_ERR_SOCKET)$/;
