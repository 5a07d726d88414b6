import type { ObservedContainer } from '../../../src/spec/container.js';
import type { ExecResult } from '../../../src/spec/engine.js';
import type { ImageConfig } from '../../../src/spec/objects.js';

/** What a container does; by image name. */
export interface Behaviour {
  /** Ends by itself with this code, at once when `runsMs` is absent. */
  readonly exitCode?: number;
  readonly runsMs?: number;
  /** Answers of the health probes; the last one stays. */
  readonly probes?: readonly ExecResult[];
  readonly healthcheck?: ObservedContainer['healthcheck'];
  /** Needs SIGKILL. */
  readonly ignoresStop?: boolean;
  readonly config?: ImageConfig;
  /** Of the image, when another one is to stand for the same reference. */
  readonly id?: string;
  /** Writes this when it starts. */
  readonly says?: string;
}
