import { closeSync, openSync, readFileSync } from 'node:fs';
import { TscomposeError } from '../../base/errors.js';
import { sharedContainer } from '../../spec/options/sharing.js';
import type { NetworkEndpoint } from '../../spec/parts.js';
import type { ContainerParts, Peer } from './container-parts.js';
import { shortId } from './container-paths.js';
import type { ContainerRecord } from './container-record.js';
import { stackPath } from './stack-path.js';

/** What a container has that is not its own. */
export interface SharedNamespaces extends Disposable {
  /** Where its network is: the machine's when empty. Absent: it has one of its own. */
  readonly endpoint?: NetworkEndpoint;
  /** Whose network it is; absent: the machine's. */
  readonly networkOf?: ContainerRecord;
  /** As in the Start message. */
  readonly pidOf: string;
  readonly ipcOf: string;
}

const HOST = 'host';

/**
 * Looks up what a container shares with others, now that it starts. To be disposed of once it has.
 * @throws CONTAINER_NOT_FOUND, CONTAINER_NOT_RUNNING, CONTAINER_START when the other one does not share
 */
export function openShared(parts: ContainerParts, record: ContainerRecord): SharedNamespaces {
  const held: number[] = [];
  const close = () => {
    for (const fd of held.splice(0)) closeSync(fd);
  };
  const processOf = (mode: string | undefined, key: 'pid' | 'ipc') => {
    const name = sharedContainer(mode);
    if (name === undefined) return mode === HOST ? HOST : '';
    const peer = running(parts, record, name, key);
    if (key === 'ipc' && peer.record.spec.ipc !== 'shareable') throw notShareable(record, name);
    const fd = openProcess(record, peer);
    held.push(fd);
    return `/proc/${process.pid}/fd/${fd}`;
  };
  try {
    const { pid, ipc } = record.spec;
    const shared = {
      pidOf: processOf(pid, 'pid'),
      ipcOf: processOf(ipc, 'ipc'),
      ...sharedNetwork(parts, record),
    };
    return { ...shared, [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
}

function sharedNetwork(
  parts: ContainerParts,
  record: ContainerRecord,
): Pick<SharedNamespaces, 'endpoint' | 'networkOf'> {
  const { networkMode } = record.spec;
  if (networkMode === HOST) return { endpoint: withoutOwn('', '127.0.0.1') };
  const name = sharedContainer(networkMode);
  if (name === undefined) return {};
  const owner = ownerOf(parts, record, running(parts, record, name, 'network_mode').record);
  if (owner.spec.networkMode === HOST) return { endpoint: withoutOwn('', '127.0.0.1'), networkOf: owner };
  const endpoint = parts.network.endpoint(owner.id);
  if (endpoint === undefined) throw notRunning(record, name, 'network_mode');
  return { endpoint: withoutOwn(endpoint.netnsPath, endpoint.hostGateway), networkOf: owner };
}

/** One that shares another's network in turn leads on to it. */
function ownerOf(parts: ContainerParts, record: ContainerRecord, first: ContainerRecord): ContainerRecord {
  const seen = new Set([record.id]);
  let owner = first;
  for (;;) {
    if (seen.has(owner.id)) {
      const message = `${record.spec.name} and ${owner.spec.name} would each have the other's network`;
      throw new TscomposeError('CONTAINER_START', message, detailsOf(record, 'network_mode'));
    }
    seen.add(owner.id);
    const next = sharedContainer(owner.spec.networkMode);
    if (next === undefined) return owner;
    owner = running(parts, record, next, 'network_mode').record;
  }
}

/** Nothing to wire, to publish or to answer: the namespace is somebody else's. */
function withoutOwn(netnsPath: string, hostGateway: string | undefined): NetworkEndpoint {
  return {
    ...{ netnsPath, addresses: {}, ports: [], nameTables: [], dnsPort: 0, upstreamResolvers: [] },
    ...(hostGateway === undefined ? {} : { hostGateway }),
  };
}

function running(
  parts: ContainerParts,
  record: ContainerRecord,
  name: string,
  key: string,
): Peer & { readonly pid: number } {
  const peer = parts.peerOf(name);
  if (peer === undefined) {
    const message = `${record.spec.name} cannot join the ${WORDS[key]} of ${name}: no such container`;
    throw new TscomposeError('CONTAINER_NOT_FOUND', message, detailsOf(record, key));
  }
  const { pid } = peer;
  if (pid === undefined) throw notRunning(record, name, key);
  return { ...peer, pid };
}

const WORDS: Readonly<Record<string, string>> = {
  network_mode: 'network',
  pid: 'processes',
  ipc: 'IPC namespace',
};

function notRunning(record: ContainerRecord, name: string, key: string): TscomposeError {
  const message = `${record.spec.name} cannot join the ${WORDS[key]} of ${name}, which is not running`;
  return new TscomposeError('CONTAINER_NOT_RUNNING', message, {
    ...detailsOf(record, key),
    hint: `Start ${name} first.`,
  });
}

function notShareable(record: ContainerRecord, name: string): TscomposeError {
  return new TscomposeError(
    'CONTAINER_START',
    `${record.spec.name}: the IPC namespace of ${name} is its own alone`,
    {
      ...detailsOf(record, 'ipc'),
      hint: `Give ${name} "ipc: shareable".`,
    },
  );
}

function detailsOf({ spec }: ContainerRecord, key: string) {
  return { action: 'start container', subject: spec.name, path: stackPath(spec, key) };
}

/**
 * The directory of its first process in /proc, which goes on meaning that process, whoever gets its number afterwards. That it is
 * the container's is seen by its cgroup.
 */
function openProcess(record: ContainerRecord, peer: Peer & { readonly pid: number }): number {
  const { id, spec } = peer.record;
  let fd: number | undefined;
  try {
    fd = openSync(`/proc/${peer.pid}`, 'r');
    if (readFileSync(`/proc/self/fd/${fd}/cgroup`, 'utf8').includes(id)) return fd;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
  }
  if (fd !== undefined) closeSync(fd);
  throw notRunning(record, `${spec.name} (${shortId(id)})`, 'pid');
}
