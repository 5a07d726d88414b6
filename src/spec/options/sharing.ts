import { TscomposeError } from '../../base/errors.js';
import type { IsolationSpec } from '../isolation.js';

const CONTAINER = 'container:';
const NETWORK_SYSCTL = /^net\./;
const IPC_SYSCTL = /^(kernel\.(msg|sem|shm)|fs\.mqueue\.)/;

/** The container that a mode names (`container:NAME`). */
export function sharedContainer(mode: string | undefined): string | undefined {
  return mode?.startsWith(CONTAINER) ? mode.slice(CONTAINER.length) : undefined;
}

export function containerMode(name: string): string {
  return `${CONTAINER}${name}`;
}

/** A namespace that is not the container's own. */
export function isShared(mode: string | undefined): boolean {
  return mode === 'host' || sharedContainer(mode) !== undefined;
}

interface Wishes extends IsolationSpec {
  readonly hostname?: string;
  readonly ports: readonly unknown[];
  readonly expose?: readonly string[];
  readonly shmSize?: number;
}

/** What does not go together, with the attribute of a service that says so. */
export interface Conflict {
  readonly key: string;
  readonly problem: string;
}

/** Whoever has no namespace of its own cannot have wishes for it. */
export function findConflict(spec: Wishes): Conflict | undefined {
  const { networkMode, ipc, uts, sysctls = {} } = spec;
  if (uts === 'host' && spec.hostname !== undefined) return conflict('hostname', 'hostname and the UTS mode');
  if (uts === 'host' && spec.domainname !== undefined)
    return conflict('domainname', 'domainname and the UTS mode');
  const settings = Object.keys(sysctls);
  if (isShared(networkMode) && settings.some((name) => NETWORK_SYSCTL.test(name))) {
    return conflict('sysctls', 'sysctls of the network and the network mode');
  }
  if (isShared(ipc) && settings.some((name) => IPC_SYSCTL.test(name))) {
    return conflict('sysctls', 'sysctls of the IPC namespace and the IPC mode');
  }
  if (isShared(ipc) && spec.shmSize !== undefined) return conflict('shm_size', 'shm size and the IPC mode');
  return sharedContainer(networkMode) === undefined ? undefined : conflictWithOther(spec);
}

function conflictWithOther(spec: Wishes): Conflict | undefined {
  if (spec.hostname !== undefined) return conflict('hostname', 'hostname and the network mode');
  if (spec.dns !== undefined) return conflict('dns', 'dns and the network mode');
  if (spec.extraHosts !== undefined)
    return conflict('extra_hosts', 'custom host-to-IP mapping and the network mode');
  if (spec.ports.length > 0) return conflict('ports', 'port publishing and the container type network mode');
  if (spec.expose !== undefined)
    return conflict('expose', 'port exposing and the container type network mode');
  return undefined;
}

function conflict(key: string, what: string): Conflict {
  return { key, problem: `conflicting options: ${what}` };
}

/** @param allowed besides `container:NAME` @throws USAGE */
export function readMode(kind: string, text: string, allowed: readonly string[]): string {
  const name = sharedContainer(text);
  if (allowed.includes(text) || (name !== undefined && name !== '')) return text;
  throw new TscomposeError('USAGE', `invalid ${kind} mode: ${text}`);
}
