import ipaddr from 'ipaddr.js';

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** The parts of a short port: `127.0.0.1:8000-8002:80-82/udp`. */
export interface PortSpec {
  readonly hostIp?: string;
  readonly host?: PortRange;
  readonly container: PortRange;
  readonly protocol: 'tcp' | 'udp';
}

/** Reads the short form of a port; the message says what is wrong with which part. */
export function parsePortSpec(text: string): PortSpec | { readonly problem: string } {
  const match = /^(?:(?:(\[[^\]]*\]|[^[\]]*?):)?([^:]*):)?([^:/]*)(?:\/([^/]*))?$/.exec(text);
  if (match === null)
    return { problem: 'is not a port: write "HOST:CONTAINER", "IP:HOST:CONTAINER" or "CONTAINER"' };
  const [, ip = '', hostText = '', containerText = '', protocol = 'tcp'] = match;
  const lower = protocol.toLowerCase();
  if (lower === 'sctp') return { problem: 'the protocol sctp is not supported yet by this version' };
  if (lower !== 'tcp' && lower !== 'udp') {
    return { problem: `the protocol has to be "tcp" or "udp", but is ${JSON.stringify(protocol)}` };
  }
  const container = parsePortRange(containerText);
  if (container === undefined) return { problem: portProblem('container', containerText) };
  const host = hostText === '' ? undefined : parsePortRange(hostText);
  if (hostText !== '' && host === undefined) return { problem: portProblem('host', hostText) };
  const hostIp = ip.replace(/^\[(.*)\]$/, '$1');
  if (hostIp !== '' && !isAddress(hostIp))
    return { problem: `${JSON.stringify(hostIp)} is not an IP address` };
  if (host !== undefined && size(container) > 1 && size(host) !== size(container)) {
    return { problem: `${size(host)} host ports cannot serve ${size(container)} container ports` };
  }
  return {
    ...(hostIp === '' ? {} : { hostIp }),
    ...(host === undefined ? {} : { host }),
    container,
    protocol: lower,
  };
}

/** `80` or `8000-8010`, each from 1 to 65535, ascending. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first >= 1 && last <= 65535 && first <= last ? { first, last } : undefined;
}

export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function size({ first, last }: PortRange): number {
  return last - first + 1;
}

function portProblem(whose: string, text: string): string {
  if (text === '') return `the ${whose} port is missing`;
  return `the ${whose} port has to be from 1 to 65535, or a range like 8000-8010, but is ${JSON.stringify(text)}`;
}
