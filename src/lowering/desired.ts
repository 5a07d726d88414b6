import type { Dependency } from '../model/service-parts.js';
import type { ContainerSpec } from '../spec/container.js';
import type { NetworkSpec, VolumeSpec } from '../spec/objects.js';
import type { PullWish } from './lower-pull.js';

/** A stack as the engine is to have it: the left side of reconciliation. */
export interface DesiredStack {
  readonly name: string;
  /** All services of the file, those of inactive profiles too; what runs for another one is an orphan. */
  readonly knownServices: ReadonlySet<string>;
  /** Those that were selected, sorted by name. */
  readonly services: ReadonlyMap<string, DesiredService>;
  /** Those that services use, sorted by key. */
  readonly networks: readonly DesiredNetwork[];
  readonly volumes: readonly DesiredVolume[];
}

export interface DesiredService {
  readonly name: string;
  /** False: it is here only because another one depends on it. */
  readonly isNamed: boolean;
  readonly dependsOn: Readonly<Record<string, Dependency>>;
  /** Services whose namespaces it shares, by the attribute that says so. */
  readonly shares: Readonly<Record<string, string>>;
  /** How many containers it is to have; which numbers they bear depends on those that there are. */
  readonly scale: number;
  /** The name of its only container, where the file gives one. */
  readonly containerName?: string;
  readonly template: ContainerTemplate;
}

/** What all containers of a service have in common. */
export interface ContainerTemplate {
  readonly service: string;
  readonly spec: Omit<ContainerSpec, 'name'>;
  readonly pull: PullWish;
}

export interface DesiredContainer extends ContainerTemplate {
  /** Number of the replica, from 1. */
  readonly replica: number;
  readonly spec: ContainerSpec;
}

export interface DesiredNetwork {
  /** Key in the stack file. */
  readonly key: string;
  /** Must exist already, and is never made, changed or removed. */
  readonly external: boolean;
  readonly spec: NetworkSpec;
}

export interface DesiredVolume {
  readonly key: string;
  readonly external: boolean;
  readonly spec: VolumeSpec;
}
