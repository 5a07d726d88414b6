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
  readonly protocol: string;
}

const PROTOCOLS = ['tcp', 'udp', 'sctp'];
const FORMS = 'write "CONTAINER", "HOST:CONTAINER" or "IP:HOST:CONTAINER", as in "127.0.0.1:8080:80/tcp"';

/** Reads the short form of a port; the message says what is wrong with which part. */
export function parsePortSpec(text: string): PortSpec | { readonly problem: string } {
  const parts = text.split(':');
  const [containerText = '', protocol = ''] = (parts.pop() ?? '').split('/');
  const hostText = parts.pop() ?? '';
  const address = parts.join(':');
  if (containerText === '') return { problem: `the container port is missing: ${FORMS}` };
  const container = parsePortRange(containerText);
  if (container === undefined) return { problem: portProblem('container', containerText, 1) };
  if (container.first === 0) return { problem: portProblem('container', containerText, 1) };
  const host = hostText === '' ? undefined : parsePortRange(hostText);
  if (hostText !== '' && host === undefined) {
    const whole = isAddress(hostText) ? `; an address needs two colons: "${hostText}::${containerText}"` : '';
    return { problem: portProblem('host', hostText, 0) + whole };
  }
  const hostIp = address.replace(/^\[(.*)\]$/, '$1');
  const problem = addressProblem(address, hostIp);
  if (problem !== undefined) return { problem };
  if (host !== undefined && size(container) > 1 && size(host) !== size(container)) {
    return { problem: `${size(host)} host ports cannot serve ${size(container)} container ports` };
  }
  const lower = protocol === '' ? 'tcp' : protocol.toLowerCase();
  if (!PROTOCOLS.includes(lower)) {
    return { problem: `the protocol has to be "tcp", "udp" or "sctp", but is ${JSON.stringify(protocol)}` };
  }
  return {
    ...(hostIp === '' ? {} : { hostIp }),
    ...(host === undefined ? {} : { host }),
    container,
    protocol: lower,
  };
}

/** `80` or `8000-8010`, each from 0 to 65535, ascending. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(text);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return last <= 65535 && first <= last ? { first, last } : undefined;
}

/** Whether a text is an IPv4 address of four parts or an IPv6 address without a zone. */
export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes('%'));
}

function addressProblem(written: string, address: string): string | undefined {
  if (address === '') return undefined;
  if (!isAddress(address)) return `${JSON.stringify(address)} is not an IP address`;
  if (!written.includes(':') || written.startsWith('[')) return undefined;
  return `an IPv6 address has to stand in brackets: "[${address}]:..."`;
}

function size({ first, last }: PortRange): number {
  return last - first + 1;
}

function portProblem(whose: string, text: string, least: number): string {
  return `the ${whose} port has to be from ${least} to 65535, or a range like 8000-8010, but is ${JSON.stringify(text)}`;
}
