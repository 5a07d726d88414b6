import type { Ulimit } from './limits.js';
import type { FileMount } from './mounts.js';

/** How the image of a service is built. */
export interface Build {
  /** Absolute directory, or a Git or HTTP URL. */
  readonly context?: string;
  /** Relative to the context. */
  readonly dockerfile?: string;
  readonly dockerfile_inline?: string;
  readonly entitlements?: readonly string[];
  readonly args?: Readonly<Record<string, string | null>>;
  readonly provenance?: string;
  readonly sbom?: string;
  /** `default`, or `NAME=PATH`. */
  readonly ssh?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly cache_from?: readonly string[];
  readonly cache_to?: readonly string[];
  readonly no_cache?: boolean;
  /** Path, URL, `docker-image://...` or `service:...` by name. */
  readonly additional_contexts?: Readonly<Record<string, string>>;
  readonly pull?: boolean;
  /** `NAME=ADDRESS`, sorted. */
  readonly extra_hosts?: readonly string[];
  readonly isolation?: string;
  readonly network?: string;
  readonly target?: string;
  readonly secrets?: readonly FileMount[];
  /** Bytes, as decimal text. */
  readonly shm_size?: string;
  readonly tags?: readonly string[];
  readonly ulimits?: Readonly<Record<string, Ulimit>>;
  readonly platforms?: readonly string[];
  readonly privileged?: boolean;
}
