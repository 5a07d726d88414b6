import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerSample, ContainerUse, ContainerViews, StatsRequest } from '../spec/container-views.js';
import type { VolumeStore } from '../spec/parts.js';
import { cgroupUse } from './container/cgroup-use.js';
import { cgroupPids, mountedHierarchies } from './container/cgroups.js';
import type { Container } from './container/container.js';
import { notRunning } from './container/container-errors.js';
import { cgroupPath } from './container/container-paths.js';
import type { Containers } from './container/containers.js';
import { networkUse } from './container/network-use.js';
import { fullProcessTable, psTable } from './container/process-table.js';

export interface ContainerViewParts {
  readonly containers: Containers;
  readonly volumes: Pick<VolumeStore, 'list'>;
  /** Of the state root; empty for the default one. */
  readonly scope: string;
}

/** What can be seen of containers from outside while they run. */
export function containerViews({ containers, volumes, scope }: ContainerViewParts): ContainerViews {
  return {
    listVolumes: () => volumes.list(),
    top: async (name, psArgs) => {
      const container = containers.named(name);
      const { id, spec } = container.record;
      if (!container.running) throw notRunning(spec.name);
      const pids = cgroupPids(mountedHierarchies(), cgroupPath(scope, id));
      return psArgs.length === 0 ? fullProcessTable(pids) : psTable(psArgs, pids);
    },
    async *stats(request, signal) {
      const machineMemory = totalMemory();
      while (!signal.aborted) {
        yield { type: 'stats', samples: samples(containers, request, scope, machineMemory) };
        await delay(request.intervalMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

function samples(
  containers: Containers,
  request: StatsRequest,
  scope: string,
  machineMemory: number,
): readonly ContainerSample[] {
  const hierarchies = mountedHierarchies();
  return containers
    .list()
    .filter(({ record, running }) => {
      const isWanted = request.containers?.includes(record.id) ?? true;
      return isWanted && (request.all || running);
    })
    .map((container) => {
      const { id, spec } = container.record;
      const sample = { id, name: spec.name, labels: spec.labels, atMs: performance.now() };
      const usage = use(container, hierarchies, scope, machineMemory);
      return usage === undefined ? sample : { ...sample, usage };
    });
}

function use(
  container: Container,
  hierarchies: readonly string[],
  scope: string,
  machineMemory: number,
): ContainerUse | undefined {
  const { id, state } = container.observe();
  if (state.status !== 'running') return undefined;
  const counted = cgroupUse(hierarchies, cgroupPath(scope, id));
  return {
    startedAt: state.startedAt,
    ...counted,
    memoryLimit: counted.memoryLimit ?? machineMemory,
    ...networkUse(state.pid),
  };
}

/** Bytes. */
function totalMemory(): number {
  const kilobytes = /^MemTotal:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}
