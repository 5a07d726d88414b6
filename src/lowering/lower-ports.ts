import type { Port } from '../model/network.js';
import type { PortSpec } from '../spec/container.js';
import { invalid } from './invalid.js';

/** @param path of the service's `ports` */
export function lowerPorts(
  ports: readonly Port[] | undefined,
  path: readonly (string | number)[],
): readonly PortSpec[] {
  return (ports ?? []).map((port, index) => ({
    hostIp: port.host_ip ?? '0.0.0.0',
    hostPorts: hostPorts(port.published, [...path, index, 'published']),
    containerPort: containerPort(port.target, [...path, index, 'target']),
    protocol: protocol(port, [...path, index, 'protocol']),
  }));
}

function containerPort(target: number, path: readonly (string | number)[]): number {
  if (target >= 1 && target <= 65_535) return target;
  throw invalid(path, `${target} is no port: ports go from 1 to 65535`);
}

function protocol({ protocol: name }: Port, path: readonly (string | number)[]): 'tcp' | 'udp' {
  if (name === 'tcp' || name === 'udp') return name;
  throw invalid(path, `the protocol "${name}" is not supported; "tcp" and "udp" are`);
}

function hostPorts(published: string | undefined, path: readonly (string | number)[]): [number, number] {
  if (published === undefined || published === '') return [0, 0];
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(published);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? first);
  if (match === null || first > last || last > 65_535) {
    throw invalid(path, `"${published}" is not a port or a range of ports`);
  }
  return [first, last];
}
