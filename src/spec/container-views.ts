import type { ObservedVolume } from './objects.js';

/** What the engine tells of containers while they run, beyond what stacks need. Containers go by name, id, or the beginning of an id. */
export interface ContainerViews {
  /** Sorted by name. */
  listVolumes(): Promise<readonly ObservedVolume[]>;
  /**
   * Its processes, as `ps` shows them.
   * @param psArgs options for the machine's ps; none: what `ps -ef` shows, without it
   * @throws CONTAINER_NOT_FOUND, CONTAINER_NOT_RUNNING, USAGE when ps refuses its options or shows no PID
   */
  top(container: string, psArgs: readonly string[]): Promise<ProcessTable>;
  /** What containers use, again and again until the signal aborts. */
  stats(request: StatsRequest, signal: AbortSignal): AsyncIterable<StatsItem>;
}

export interface ProcessTable {
  readonly titles: readonly string[];
  readonly processes: readonly (readonly string[])[];
}

export interface StatsRequest {
  /** Ids; absent: all there are, those that are made meanwhile too. */
  readonly containers?: readonly string[];
  /** Those that don't run, too. */
  readonly all: boolean;
  /** Milliseconds from one item to the next. */
  readonly intervalMs: number;
}

/** What all containers asked for use at one moment. */
export interface StatsItem {
  readonly type: 'stats';
  readonly samples: readonly ContainerSample[];
}

/** What one container uses; all counters are of its run so far. */
export interface ContainerSample {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds of a clock that nobody sets. */
  readonly atMs: number;
  /** Absent: it does not run. */
  readonly usage?: ContainerUse;
}

export interface ContainerUse {
  /** Start of the run, RFC 3339: counters of another one start at 0. */
  readonly startedAt: string;
  /** Nanoseconds of all processors. */
  readonly cpuNs: number;
  /** Bytes, without the cache of files that could be dropped at once. */
  readonly memory: number;
  /** Bytes; without a limit those of the machine. */
  readonly memoryLimit: number;
  readonly received: number;
  readonly sent: number;
  readonly read: number;
  readonly written: number;
  readonly pids: number;
}
