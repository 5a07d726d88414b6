import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import {
  CERTIFICATE_DIRECTORIES,
  type HostCertificates,
  readHostCertificates,
  readPem,
  systemAuthorities,
  unreadable,
} from './certificates.js';
import { proxyFor } from './proxy.js';

export interface ConnectionOptions {
  /** PEM file of further certificate authorities. */
  readonly extraCaFile?: string;
  /** Folders with one folder per registry, `HOST[:PORT]/`. */
  readonly certificateDirectories?: readonly string[];
  /** Variables that name proxies, and SSL_CERT_FILE. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds to establish a connection. */
  readonly connectTimeoutMs: number;
  /** Milliseconds without a byte, before the headers or within the body. */
  readonly stallTimeoutMs: number;
}

/** Uploads and downloads at a time from one registry; more gain nothing. */
const CONNECTIONS_PER_ORIGIN = 8;

/**
 * Kept connections, by where they lead and how they are secured. The HTTP library is loaded with the first one; certificates
 * are read anew for each request, so that adding one needs no restart.
 */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #dispatchers = new Map<string, Dispatcher>();
  #system: Promise<readonly string[]> | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Whether there are certificate authorities for this very host: it speaks TLS then, and is to be verified. */
  async hasOwnAuthorities(host: string): Promise<boolean> {
    return (await this.#certificates(host)).authorities.length > 0;
  }

  /** @param insecure its certificate need not be valid, unless there is an authority for this very host */
  async to(url: URL, insecure: boolean): Promise<Dispatcher> {
    const proxy = proxyFor(url, this.#options.env ?? {});
    const certificates = url.protocol === 'https:' ? await this.#certificates(url.host) : { authorities: [] };
    const verify = !insecure || certificates.authorities.length > 0;
    const key = [url.origin, verify, proxy ?? '', fingerprint(certificates)].join(' ');
    const known = this.#dispatchers.get(key);
    if (known !== undefined) return known;
    const made = await this.#make(url, proxy, verify, certificates);
    // Another request may have made one meanwhile.
    const first = this.#dispatchers.get(key);
    if (first !== undefined) return first;
    this.#dispatchers.set(key, made);
    return made;
  }

  async close(): Promise<void> {
    const all = [...this.#dispatchers.values()];
    this.#dispatchers.clear();
    await Promise.all(all.map((dispatcher) => dispatcher.destroy()));
  }

  async #make(
    url: URL,
    proxy: string | undefined,
    verify: boolean,
    certificates: HostCertificates,
  ): Promise<Dispatcher> {
    const { Agent, ProxyAgent } = await import('undici');
    const { connectTimeoutMs, stallTimeoutMs } = this.#options;
    const limits = {
      headersTimeout: stallTimeoutMs,
      bodyTimeout: stallTimeoutMs,
      connections: CONNECTIONS_PER_ORIGIN,
    };
    const connect = {
      timeout: connectTimeoutMs,
      ...(url.protocol === 'https:'
        ? { rejectUnauthorized: verify, secureContext: await this.#secure(verify, certificates) }
        : {}),
    };
    if (proxy === undefined) return new Agent({ ...limits, connect });
    return new ProxyAgent({
      ...limits,
      uri: proxy,
      requestTls: connect,
      proxyTls: { timeout: connectTimeoutMs, secureContext: await this.#secure(true, { authorities: [] }) },
    });
  }

  async #secure(
    verify: boolean,
    { authorities, certificate, key, certificateFile = '' }: HostCertificates,
  ): Promise<SecureContext> {
    const client = certificate === undefined || key === undefined ? {} : { cert: certificate, key };
    // Parsing the machine's hundreds of authorities takes milliseconds, which a check that is not made need not cost.
    const ca = verify ? [...(await this.#trusted()), ...authorities] : [];
    try {
      return createSecureContext({ ...client, ca });
    } catch (error) {
      if (certificate === undefined) throw error;
      throw unreadable(
        certificateFile,
        `they are no certificate with its key (${(error as Error).message})`,
        error,
      );
    }
  }

  #trusted(): Promise<readonly string[]> {
    this.#system ??= this.#readTrusted().catch((error: unknown) => {
      this.#system = undefined;
      throw error;
    });
    return this.#system;
  }

  async #readTrusted(): Promise<readonly string[]> {
    const { env, extraCaFile } = this.#options;
    const system = await systemAuthorities(env?.SSL_CERT_FILE);
    return extraCaFile === undefined ? system : [...system, await readPem(extraCaFile)];
  }

  #certificates(host: string): Promise<HostCertificates> {
    return readHostCertificates(this.#options.certificateDirectories ?? CERTIFICATE_DIRECTORIES, host);
  }
}

function fingerprint({ authorities, certificate = '', key = '' }: HostCertificates): string {
  if (authorities.length === 0 && certificate === '') return '';
  return createHash('sha256')
    .update(JSON.stringify([authorities, certificate, key]))
    .digest('hex');
}
