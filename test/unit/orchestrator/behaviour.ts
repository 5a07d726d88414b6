import type { ObservedContainer } from '../../../src/spec/container.js';
import type { ExecResult } from '../../../src/spec/engine.js';
import type { ImageConfig, ImageInfo } from '../../../src/spec/objects.js';

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

/** The image behind a reference. @param createdAt RFC 3339 */
export function imageInfo(reference: string, behaviour: Behaviour | undefined, createdAt: string): ImageInfo {
  const { config = {}, id = `sha256:${reference}` } = behaviour ?? {};
  return { id, references: [reference], digests: [], config, createdAt, size: 1, architecture: 'amd64' };
}
