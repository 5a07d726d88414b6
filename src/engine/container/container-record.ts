import type { ContainerSpec, ExitCode, MountSpec } from '../../spec/container.js';
import type { Healthcheck } from '../../spec/health.js';

export const RECORD_VERSION = 1;

/** A mount with everything decided: an anonymous volume has its name. */
export type ResolvedMount =
  | Exclude<MountSpec, { type: 'volume' }>
  | (Extract<MountSpec, { type: 'volume' }> & { readonly volume: string; readonly anonymous: boolean });

/** The process to run, after the merge with the image's config. */
export interface ProcessSettings {
  readonly args: readonly string[];
  /** `KEY=value`, in Docker's order. */
  readonly env: readonly string[];
  readonly cwd: string;
  readonly user: string;
  readonly hostname: string;
  readonly stopSignal: string;
  readonly healthcheck: Healthcheck | null;
}

/** `containers/ID/container.json`: what was asked for and decided at creation; only what `ContainerUpdate` names changes. */
export interface ContainerRecord {
  /** 64 hex digits. */
  readonly id: string;
  readonly createdAt: string;
  readonly spec: ContainerSpec;
  readonly imageId: string;
  readonly process: ProcessSettings;
  readonly mounts: readonly ResolvedMount[];
  /** Id of the container whose place it takes. If that is still there, its removal was cut short. */
  readonly replaces?: string;
}

/** The latest run of a container. `starting` is written before the kernel is touched. */
export type RunRecord =
  | { readonly phase: 'starting' }
  | {
      readonly phase: 'running';
      readonly pid: number;
      readonly startedAt: string;
      /** Milliseconds of CLOCK_MONOTONIC; absent when the monitor didn't tell. */
      readonly startedMs?: number;
      /** Written before its processes stand still, and taken back before they go on. */
      readonly paused?: true;
      readonly oomKilled?: true;
    }
  | {
      readonly phase: 'exited';
      readonly exitCode: ExitCode;
      readonly startedAt: string;
      readonly finishedAt: string;
      readonly ranMs?: number;
      readonly endedMs?: number;
      readonly oomKilled: boolean;
      readonly error?: string;
      /** The user's start failed before the program ran. */
      readonly neverRan?: true;
    };

/** `containers/ID/state.json`. */
export interface StateRecord {
  /** null: never started. */
  readonly run: RunRecord | null;
  /** Times the restart policy started it since the user did. */
  readonly restartCount: number;
  /** How many of them failed, the latest one left out. */
  readonly failedRestarts: number;
  /** Milliseconds of the pause before the last start, if that was by policy and in this boot: the next pause follows from it. */
  readonly restartPauseMs: number | null;
  readonly stoppedByUser: boolean;
  /** What has to run before it starts has run. */
  readonly preStarted?: true;
  /** Bytes that the log's current file had before the latest run. */
  readonly logStart: number;
  /** Number of that file; records of earlier releases lack it. */
  readonly logFile?: number;
  /** Removal has begun; whoever finds this finishes it. */
  readonly removal: { readonly volumes: boolean } | null;
}

export const NEW_STATE: StateRecord = {
  run: null,
  restartCount: 0,
  failedRestarts: 0,
  restartPauseMs: null,
  stoppedByUser: false,
  logStart: 0,
  removal: null,
};

/** @throws Error saying what is wrong */
export function decodeRecord(value: Readonly<Record<string, unknown>>): ContainerRecord {
  const { id, createdAt, spec, imageId, process, mounts } = value;
  if (typeof id !== 'string' || !/^[0-9a-f]{64}$/.test(id)) throw new Error('its id is not 64 hex digits');
  if (typeof createdAt !== 'string' || typeof imageId !== 'string') throw new Error('a field is missing');
  if (!isObject(spec) || typeof spec.name !== 'string') throw new Error('its spec is missing');
  if (!isObject(process) || !Array.isArray(process.args)) throw new Error('its process is missing');
  if (!Array.isArray(mounts)) throw new Error('its mounts are missing');
  return value as unknown as ContainerRecord;
}

/** @throws Error saying what is wrong */
export function decodeState(value: Readonly<Record<string, unknown>>): StateRecord {
  const { run, restartCount } = value;
  const phase = isObject(run) ? run.phase : undefined;
  if (run !== null && phase !== 'starting' && phase !== 'running' && phase !== 'exited') {
    throw new Error('its run has an unknown phase');
  }
  if (typeof restartCount !== 'number') throw new Error('its restart count is missing');
  return { ...NEW_STATE, ...value } as StateRecord;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
