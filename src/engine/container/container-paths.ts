import { join } from 'node:path';

/** Hex digits of an id that people see, and that sockets carry because their paths must be short. */
const SHORT_ID_LENGTH = 12;

export function shortId(id: string): string {
  return id.slice(0, SHORT_ID_LENGTH);
}

/**
 * Files and directories of one container: below the state root what outlives a reboot, below the runtime directory
 * what a reboot voids anyway (new inodes on a disk are the dearest part of a start).
 */
export interface ContainerPaths {
  readonly directory: string;
  /** Below the runtime directory: what belongs to the runs of this boot. */
  readonly runtime: string;
  /** What was asked for and merged; written once. */
  readonly record: string;
  /** How its runs went; replaced at every start and exit. */
  readonly state: string;
  readonly log: string;
  /** Directory of what its copies of configs and secrets hold; there when it has any. */
  readonly kept: string;
  readonly exitRecord: string;
  /** Health of the latest run. */
  readonly health: string;
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

/** Of the containers' runs of this boot, one directory each. */
export function runtimesDirectory(runDir: string): string {
  return join(runDir, 'containers');
}

/** @param root state root  @param runDir runtime directory */
export function containerPaths(root: string, runDir: string, id: string): ContainerPaths {
  const directory = join(containersDirectory(root), id);
  const runtime = join(runtimesDirectory(runDir), id);
  return {
    directory,
    runtime,
    record: join(directory, 'container.json'),
    state: join(directory, 'state.json'),
    log: join(directory, 'log.json'),
    kept: join(directory, 'files'),
    exitRecord: join(runtime, 'exit.json'),
    health: join(runtime, 'health.json'),
    lock: join(runtime, 'monitor.lock'),
    hosts: join(runtime, 'hosts'),
    hostname: join(runtime, 'hostname'),
    resolvConf: join(runtime, 'resolv.conf'),
    monitorSocket: join(monitorSocketsDirectory(runDir), `${shortId(id)}.sock`),
    monitorErrors: join(runtime, 'monitor.log'),
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
