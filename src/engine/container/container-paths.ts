import { join } from 'node:path';

/** Hex digits of an id that people see, and that sockets carry because their paths must be short. */
const SHORT_ID_LENGTH = 12;

export function shortId(id: string): string {
  return id.slice(0, SHORT_ID_LENGTH);
}

/** Files and directories of one container. */
export interface ContainerPaths {
  readonly directory: string;
  /** What was asked for and merged; written once. */
  readonly record: string;
  /** How its runs went; replaced at every start and exit. */
  readonly state: string;
  readonly log: string;
  readonly exitRecord: string;
  /** Held by flock as long as a monitor lives. */
  readonly lock: string;
  readonly hosts: string;
  readonly hostname: string;
  readonly resolvConf: string;
  readonly monitorSocket: string;
  /** The monitor's last words, when it has any. */
  readonly monitorErrors: string;
}

export function containersDirectory(root: string): string {
  return join(root, 'containers');
}

export function monitorSocketsDirectory(runDir: string): string {
  return join(runDir, 'monitors');
}

/** @param root state root  @param runDir runtime directory */
export function containerPaths(root: string, runDir: string, id: string): ContainerPaths {
  const directory = join(containersDirectory(root), id);
  return {
    directory,
    record: join(directory, 'container.json'),
    state: join(directory, 'state.json'),
    log: join(directory, 'log.json'),
    exitRecord: join(directory, 'exit.json'),
    lock: join(directory, 'monitor.lock'),
    hosts: join(directory, 'hosts'),
    hostname: join(directory, 'hostname'),
    resolvConf: join(directory, 'resolv.conf'),
    monitorSocket: join(monitorSocketsDirectory(runDir), `${shortId(id)}.sock`),
    monitorErrors: join(directory, 'monitor.log'),
  };
}

/** The container's cgroup relative to each hierarchy. @param scope of the state root; empty for the default one */
export function cgroupPath(scope: string, id: string): string {
  return `${cgroupParent(scope)}/${id}`;
}

/** Parent of all cgroups of one state root. */
export function cgroupParent(scope: string): string {
  return `tscompose/${scope === '' ? 'default' : scope}`;
}
