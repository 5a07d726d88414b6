/** Resolver inside every container; queries to it are served by the container's monitor. */
const CONTAINER_RESOLVER = '127.0.0.11';

const FIXED_HOSTS = [
  '127.0.0.1\tlocalhost',
  '::1\tlocalhost ip6-localhost ip6-loopback',
  'fe00::\tip6-localnet',
  'ff00::\tip6-mcastprefix',
  'ff02::1\tip6-allnodes',
  'ff02::2\tip6-allrouters',
];

/** Content of /etc/hosts: the usual names, and the container's own on each of its addresses. */
export function hostsFile(hostname: string, addresses: readonly string[]): string {
  const own = addresses.map((address) => `${address}\t${hostname}`);
  return `${[...FIXED_HOSTS, ...own].join('\n')}\n`;
}

/**
 * Content of /etc/resolv.conf: our resolver, with the machine's search domains.
 * @param machine the machine's own resolv.conf; empty when it has none (resolv.conf(5))
 */
export function resolvConfFile(machine: string): string {
  // The last "search" or "domain" line counts.
  const search = machine
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([keyword, ...values]) => (keyword === 'search' || keyword === 'domain') && values.length > 0)
    .at(-1);
  const lines = [`nameserver ${CONTAINER_RESOLVER}`];
  if (search !== undefined) lines.push(`search ${search.slice(1).join(' ')}`);
  lines.push('options ndots:0');
  return `${lines.join('\n')}\n`;
}
