import type { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';
import type { EngineEvent } from '../../spec/engine.js';
import type { ImageStore, NetworkDriver, VolumeStore } from '../../spec/parts.js';
import type { ContainerFiles } from './container-files.js';
import type { EngineCommand } from './start-message.js';

/** What containers are made with; one set per engine. */
export interface ContainerParts {
  readonly addon: Pick<Addon, 'spawnMonitor' | 'reap' | 'tryLock' | 'closeFd' | 'umount'>;
  /** Path of the monitor's program. */
  readonly monitorProgram: string;
  readonly engineCommand: EngineCommand;
  /** Scope of the state root; empty for the default one. */
  readonly scope: string;
  readonly files: ContainerFiles;
  readonly images: Pick<ImageStore, 'find' | 'root'>;
  readonly network: Pick<NetworkDriver, 'attach' | 'detach' | 'endpoint' | 'recover'>;
  readonly volumes: Pick<VolumeStore, 'ensure' | 'remove'>;
  readonly emit: (event: EngineEvent) => void;
  /** For failures that no caller waits for. */
  readonly onFault: (error: TscomposeError) => void;
}
