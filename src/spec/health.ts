import type { ReadyTest } from '../model/ready-check.js';
import type { ExitCode } from './exit-code.js';

export type HealthStatus = 'starting' | 'healthy' | 'unhealthy' | 'none';

/** A health check as the user wishes it. */
export interface HealthcheckSpec {
  /** `['CMD', ...]` or `['CMD-SHELL', text]`; absent: the image's test with the figures below. */
  readonly test?: readonly string[];
  /** Seen from outside instead of by a command; the image's test is of no account then. */
  readonly ready?: ReadyTest;
  /** All in milliseconds; where absent or 0, the image's, else Docker's defaults (30 s, 30 s, 0, 5 s; 3 retries). */
  readonly intervalMs?: number;
  readonly timeoutMs?: number;
  readonly startPeriodMs?: number;
  readonly startIntervalMs?: number;
  readonly retries?: number;
}

/** A health check after the merge with the image. `test` is empty where there is `ready`. */
export type Healthcheck = Required<Omit<HealthcheckSpec, 'ready'>> & Pick<HealthcheckSpec, 'ready'>;

/** Where the health of a run stands. Times are milliseconds since its start. */
export interface HealthState {
  readonly status: 'starting' | 'healthy' | 'unhealthy';
  /** Failures that counted, one after another. */
  readonly failingStreak: number;
  readonly hasBeenHealthy: boolean;
  /** Pause before the next early probe; 0 before the first one. */
  readonly earlyDelayMs: number;
  /** From when on a failure counts. */
  readonly countsFromMs: number;
}

/** How one probe went. */
export interface ProbeRecord {
  /** RFC 3339. */
  readonly start: string;
  readonly end: string;
  readonly tookMs: number;
  /** `unknown`: it could not be executed, or was killed for taking too long. */
  readonly exitCode: ExitCode;
  readonly output: string;
}

/** The health of one run, as it is kept for the next engine and for `inspect`. */
export interface HealthRecord {
  /** Start of the run. */
  readonly startedAt: string;
  readonly state: HealthState;
  /** The latest ones, oldest first. */
  readonly log: readonly ProbeRecord[];
}

/** A look at a port from inside the container's network. */
export interface PortProbe {
  readonly port: number;
  /** What to send; empty: being let in is enough. */
  readonly request: string;
  /** The answer is read until it holds this. */
  readonly until: string;
}

export type PortProbeResult =
  | { readonly connected: string; readonly answer: string }
  /** Errno by name. */
  | { readonly refused: string };
