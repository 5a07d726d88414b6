import type { TscomposeError } from '../../base/errors.js';
import type { Addon } from '../../native/addon-surface.js';
import type { EngineEvent } from '../../spec/engine.js';
import type { ImageRoot, ImageStore, NetworkDriver, VolumeStore } from '../../spec/parts.js';
import type { ContainerFiles } from './container-files.js';
import type { ContainerRecord } from './container-record.js';

/** A container's part of its root file system; what is below it comes from the image. */
export interface Rootfs {
  create(): Promise<void>;
  overlay(image: ImageRoot): Overlay;
  /** Absent is success. */
  remove(): Promise<void>;
}

/** What an overlay is mounted of, and where. */
export interface Overlay {
  /** Topmost first. */
  readonly lower: readonly string[];
  readonly upper: string;
  readonly work: string;
  readonly target: string;
}

/** Command by which a monitor starts the engine again when that has died. */
export interface EngineCommand {
  readonly args: readonly string[];
  /** `KEY=value`. */
  readonly env: readonly string[];
  /** Held by flock by whoever is the engine; a monitor takes it before it starts one. */
  readonly lockPath: string;
}

/** Another container, whose namespaces one may share. */
export interface Peer {
  readonly record: ContainerRecord;
  /** Of its first process; absent while it does not run. */
  readonly pid?: number;
}

/** What containers are made with; one set per engine. */
export interface ContainerParts {
  readonly addon: Pick<Addon, 'spawnMonitor' | 'reap' | 'tryLock' | 'closeFd'>;
  /** Path of the monitor's program. */
  readonly monitorProgram: string;
  readonly engineCommand: EngineCommand;
  /** State root, absolute. */
  readonly root: string;
  /** Scope of the state root; empty for the default one. */
  readonly scope: string;
  /** The machine was started anew since the state root was looked after. */
  readonly afterBoot: boolean;
  readonly files: ContainerFiles;
  /** @param directory the container's own */
  readonly rootfs: (directory: string) => Rootfs;
  readonly images: Pick<ImageStore, 'find' | 'root'>;
  readonly network: Pick<NetworkDriver, 'attach' | 'detach' | 'endpoint' | 'recover' | 'rename'>;
  readonly volumes: Pick<VolumeStore, 'ensure' | 'remove'>;
  readonly emit: (event: EngineEvent) => void;
  /** By name, id, or the beginning of an id; undefined when there is none. */
  readonly peerOf: (name: string) => Peer | undefined;
  /** For failures that no caller waits for. */
  readonly onFault: (error: TscomposeError) => void;
}
