import type { ExitCode } from '../spec/exit-code.js';

/** How one probe ended. */
export interface ProbeResult {
  readonly exitCode: ExitCode;
  readonly output: string;
}

/** One way to find out whether a service is well. */
export interface ProbeMethod {
  /** @returns undefined when the container does not run any more */
  probe(signal: AbortSignal): Promise<ProbeResult | undefined>;
  /** Aborts when looking again at once is worth while. */
  readonly news?: AbortSignal;
  /** True when what has been seen can't be unseen: nothing more comes of probing. */
  readonly settled?: boolean;
}
