import type { Reference } from '../../../base/image-reference.js';

/**
 * The registry's base address. Registries on this machine's loopback speak plain HTTP, as Docker assumes too; all others
 * HTTPS only.
 */
export function registryEndpoint({ domain }: Pick<Reference, 'domain'>): URL {
  const host = domain === 'docker.io' ? 'registry-1.docker.io' : domain;
  return new URL(`${isLoopback(host) ? 'http' : 'https'}://${host}/`);
}

function isLoopback(host: string): boolean {
  const name = host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d+$/, '');
  return name === 'localhost' || name === '::1' || /^127(?:\.\d{1,3}){3}$/.test(name);
}
