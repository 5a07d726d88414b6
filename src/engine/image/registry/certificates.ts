import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { TscomposeError } from '../../../base/errors.js';

/** What certs.d holds for one registry (Docker's layout, that of containers-certs.d(5) too); all PEM. */
export interface HostCertificates {
  /** Where the client's own was read, for messages. */
  readonly certificateFile?: string;
  readonly authorities: readonly string[];
  /** The client's own, where the registry asks for one. */
  readonly certificate?: string;
  readonly key?: string;
}

export const CERTIFICATE_DIRECTORIES = ['/etc/docker/certs.d', '/etc/containers/certs.d'] as const;

/** Where distributions keep the authorities that the machine trusts. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
] as const;

/**
 * @param host as in the address, with its port where it has one
 * @throws REGISTRY when what is there cannot be read, or a key is missing
 */
export async function readHostCertificates(
  directories: readonly string[],
  host: string,
): Promise<HostCertificates> {
  const authorities: string[] = [];
  let client: Omit<HostCertificates, 'authorities'> = {};
  for (const directory of directories) {
    const folder = join(directory, host);
    const names = (await entries(folder)).sort();
    for (const name of names.filter((name) => name.endsWith('.crt'))) {
      authorities.push(await readPem(join(folder, name)));
    }
    const certificate = names.find((name) => name.endsWith('.cert'));
    if (certificate === undefined || client.certificate !== undefined) continue;
    const key = certificate.replace(/\.cert$/, '.key');
    if (!names.includes(key)) throw unreadable(join(folder, key), 'the key of its certificate is missing');
    client = {
      certificateFile: join(folder, certificate),
      certificate: await readPem(join(folder, certificate)),
      key: await readPem(join(folder, key)),
    };
  }
  return { authorities, ...client };
}

/** The authorities that this machine trusts, Node's own where it says nothing. @param bundle SSL_CERT_FILE */
export async function systemAuthorities(bundle: string | undefined): Promise<readonly string[]> {
  if (bundle !== undefined && bundle !== '') return [await readPem(bundle)];
  for (const path of SYSTEM_BUNDLES) {
    try {
      return [await readFile(path, 'utf8')];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        throw unreadable(path, 'it cannot be read', error);
    }
  }
  return rootCertificates;
}

export async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, 'it cannot be read', error);
  }
}

async function entries(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw unreadable(directory, 'it cannot be read', error);
  }
}

export function unreadable(path: string, why: string, cause?: unknown): TscomposeError {
  return new TscomposeError('REGISTRY', `the certificates in ${path} are of no use: ${why}`, {
    action: 'read certificates',
    subject: path,
    ...(cause === undefined ? {} : { cause }),
  });
}
