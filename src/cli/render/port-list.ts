import type { BoundPort } from '../../spec/container.js';

interface Entry {
  readonly ip: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: string;
}

/**
 * The PORTS column in Docker's form: `80/tcp, 0.0.0.0:8080->80/tcp`. Neighbouring ports that are published under their own
 * number (or not at all) become one range; ports published elsewhere follow one by one.
 */
export function formatPorts(bound: readonly BoundPort[], exposed: readonly string[]): string {
  const entries = [...exposed.map(exposedEntry), ...bound.map(boundEntry)].sort(compareEntries);
  const ranges = new Map<string, { first: number; last: number }>();
  const closed: string[] = [];
  const moved: string[] = [];
  for (const entry of entries) {
    if (entry.ip !== '' && entry.hostPort !== entry.containerPort) {
      moved.push(`${address(entry.ip)}:${entry.hostPort}->${entry.containerPort}/${entry.protocol}`);
      continue;
    }
    const key = `${entry.ip}/${entry.protocol}`;
    const range = ranges.get(key);
    if (range !== undefined && entry.containerPort === range.last + 1) {
      range.last = entry.containerPort;
      continue;
    }
    if (range !== undefined) closed.push(rangeText(key, range));
    ranges.set(key, { first: entry.containerPort, last: entry.containerPort });
  }
  const open = [...ranges].map(([key, range]) => rangeText(key, range));
  return [...closed, ...open, ...moved].join(', ');
}

function exposedEntry(text: string): Entry {
  const [port, protocol] = text.split('/');
  return { ip: '', hostPort: 0, containerPort: Number(port), protocol: protocol ?? 'tcp' };
}

function boundEntry(port: BoundPort): Entry {
  return { ip: port.hostIp, ...port };
}

function compareEntries(a: Entry, b: Entry): number {
  return (
    a.containerPort - b.containerPort ||
    compareText(a.ip, b.ip) ||
    a.hostPort - b.hostPort ||
    compareText(a.protocol, b.protocol)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rangeText(key: string, range: { readonly first: number; readonly last: number }): string {
  const slash = key.lastIndexOf('/');
  const ip = key.slice(0, slash);
  const ports = range.first === range.last ? `${range.first}` : `${range.first}-${range.last}`;
  return `${ip === '' ? ports : `${address(ip)}:${ports}->${ports}`}${key.slice(slash)}`;
}

function address(ip: string): string {
  return ip.includes(':') ? `[${ip}]` : ip;
}
