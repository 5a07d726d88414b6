import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { NetworkEndpoint } from '../../spec/parts.js';
import type { ContainerParts } from './container-parts.js';
import type { ContainerRecord } from './container-record.js';
import { hostResolvConf, hostsFile, resolvConfFile } from './network-files.js';
import type { SharedNamespaces } from './shared-namespaces.js';

/**
 * Makes /etc/hostname, /etc/hosts and /etc/resolv.conf of a container. Synchronous: the runtime directory is in memory, and a
 * round through the thread pool costs more than each of these.
 */
export function writeNetworkFiles(
  parts: ContainerParts,
  { id, process, spec }: ContainerRecord,
  endpoint: NetworkEndpoint,
  shared: SharedNamespaces,
): void {
  const paths = parts.files.paths(id);
  const mode = 0o644;
  mkdirSync(paths.runtime, { recursive: true, mode: 0o700 });
  const { hostname } = process;
  const { hostGateway } = endpoint;
  const onHost = shared.endpoint !== undefined;
  writeFileSync(paths.hostname, `${hostname}\n`, { mode });
  const addresses = Object.values(endpoint.addresses);
  const own = hostsFile({
    ...spec,
    hostname,
    addresses,
    ...(hostGateway === undefined ? {} : { hostGateway }),
  });
  // As Docker has it: the machine's own names, unless there are some to be added.
  const hosts = onHost && spec.extraHosts === undefined ? ofMachine('/etc/hosts') || own : own;
  writeFileSync(paths.hosts, hosts, { mode });
  const machine = ofMachine('/etc/resolv.conf');
  writeFileSync(paths.resolvConf, onHost ? hostResolvConf(machine, spec) : resolvConfFile(machine, spec), {
    mode,
  });
  // The record of an earlier run must not be taken for that of this one.
  rmSync(paths.exitRecord, { force: true, recursive: true });
}

/** Empty where there is none. */
function ofMachine(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
