import { TscomposeError } from '../../base/errors.js';
import { DEFAULT_DOMAIN, parseReference } from '../../base/image-reference.js';

/**
 * The name in references of a registry that a user names: an address is taken too, Docker Hub's old one among them.
 * @throws USAGE
 */
export function registryName(server: string | undefined): string {
  if (server === undefined || server === '') return DEFAULT_DOMAIN;
  const host = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  if (['docker.io', 'index.docker.io', 'registry-1.docker.io'].includes(host)) return DEFAULT_DOMAIN;
  try {
    // A name without dot or port is a host here, other than in a reference.
    const { domain } = parseReference(`${/[.:]|^localhost$/.test(host) ? host : `${host}:443`}/x`);
    return domain.replace(/^([^.:]+):443$/, (whole, name) => (host === name ? name : whole));
  } catch (error) {
    throw new TscomposeError('USAGE', `"${server}" is not a registry's host name`, { cause: error });
  }
}
