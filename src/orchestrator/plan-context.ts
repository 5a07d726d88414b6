import type { Engine } from '../spec/engine.js';
import type { KeptBytes } from '../spec/file-contents.js';
import type { RegistryLogins } from '../spec/registry.js';
import type { Patience } from './await-container.js';
import type { Lifecycle } from './lifecycle.js';
import type { Reporter } from './reporter.js';

/** What carrying out a plan needs. */
export interface PlanContext {
  readonly engine: Engine;
  readonly lifecycle: Lifecycle;
  readonly reporter: Reporter;
  /** Container name → id; creations add to it. */
  readonly ids: Map<string, string>;
  /** An interrupt kills what is being stopped; else it is given its grace period. */
  readonly killOnInterrupt: boolean;
  /** Of files that new containers get copies of. */
  readonly contents?: KeptBytes;
  /** For the registries that images are pulled from. */
  readonly logins?: RegistryLogins;
  /** For each container that is waited for; absent: as long as it takes. */
  readonly patience?: Patience;
}
