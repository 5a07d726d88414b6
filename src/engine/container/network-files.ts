import type { NameSettings } from '../../spec/isolation.js';
import { HOST_GATEWAY } from '../../spec/options/names.js';

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

export interface HostNames extends Pick<NameSettings, 'domainname' | 'extraHosts'> {
  readonly hostname: string;
  /** The container's own. */
  readonly addresses: readonly string[];
  /** What `host-gateway` stands for; absent where there is no way to this machine: such names are left out. */
  readonly hostGateway?: string;
}

/** Content of /etc/hosts: the usual names, those of the user, and the container's own on each of its addresses. */
export function hostsFile({
  hostname,
  domainname,
  addresses,
  extraHosts = [],
  hostGateway,
}: HostNames): string {
  const extra = extraHosts.flatMap((host) => {
    const [, name = '', written = ''] = /^([^:]*):(.*)$/s.exec(host) ?? [];
    const address = written === HOST_GATEWAY ? hostGateway : written;
    return address === undefined ? [] : [`${address}\t${name}`];
  });
  const names = ownNames(hostname, domainname).join(' ');
  const own = addresses.map((address) => `${address}\t${names}`);
  return `${[...FIXED_HOSTS, ...extra, ...own].join('\n')}\n`;
}

/** With its domain first, so that `hostname -f` finds it: `web.example.org web`. */
function ownNames(hostname: string, domainname: string | undefined): readonly string[] {
  if (domainname !== undefined) return [`${hostname}.${domainname}`, hostname];
  const [first = ''] = hostname.split('.');
  return first === '' || first === hostname ? [hostname] : [hostname, first];
}

/**
 * Content of /etc/resolv.conf: our resolver, with the machine's search domains unless the container has its own.
 * @param machine the machine's own resolv.conf; empty when it has none (resolv.conf(5))
 */
export function resolvConfFile(
  machine: string,
  { dnsSearch, dnsOpt = [] }: Pick<NameSettings, 'dnsSearch' | 'dnsOpt'> = {},
): string {
  const search = (dnsSearch ?? searchDomains(machine)).filter((domain) => domain !== '.');
  const options = dnsOpt.some((option) => option.startsWith('ndots:')) ? dnsOpt : [...dnsOpt, 'ndots:0'];
  const lines = [`nameserver ${CONTAINER_RESOLVER}`];
  if (search.length > 0) lines.push(`search ${search.join(' ')}`);
  lines.push(`options ${options.join(' ')}`);
  return `${lines.join('\n')}\n`;
}

/** The last "search" or "domain" line counts. */
function searchDomains(machine: string): readonly string[] {
  const lines = machine.split('\n').map((line) => line.trim().split(/\s+/));
  const last = lines
    .filter(([keyword, ...values]) => (keyword === 'search' || keyword === 'domain') && values.length > 0)
    .at(-1);
  return last?.slice(1) ?? [];
}

/** Content of /etc/resolv.conf on the machine's own network: the machine's, but for what the container has of its own. */
export function hostResolvConf(
  machine: string,
  { dns, dnsSearch, dnsOpt }: Pick<NameSettings, 'dns' | 'dnsSearch' | 'dnsOpt'>,
): string {
  if (dns === undefined && dnsSearch === undefined && dnsOpt === undefined) return machine;
  const search = (dnsSearch ?? searchDomains(machine)).filter((domain) => domain !== '.');
  const given = (keyword: string) =>
    machine.split('\n').flatMap((line) => {
      const [first, ...values] = line.trim().split(/\s+/);
      return first === keyword ? values : [];
    });
  const options = dnsOpt ?? given('options');
  const lines = (dns ?? given('nameserver')).map((server) => `nameserver ${server}`);
  if (search.length > 0) lines.push(`search ${search.join(' ')}`);
  if (options.length > 0) lines.push(`options ${options.join(' ')}`);
  return `${lines.join('\n')}\n`;
}
