import type { ObservedContainer } from './container.js';

/** A file or directory that a container sees where its image has something else. */
export interface MountDetails {
  readonly type: 'bind' | 'volume' | 'tmpfs';
  /** Of a volume. */
  readonly name?: string;
  /** On the machine; empty for tmpfs. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly propagation: string;
}

/** All that `container inspect` tells. */
export interface ContainerDetails {
  readonly container: ObservedContainer;
  /** About to be started again by its policy. */
  readonly restarting: boolean;
  /** Environment of its main process, `KEY=value`. */
  readonly env: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  readonly hostname: string;
  readonly mounts: readonly MountDetails[];
  /** Files on the machine. */
  readonly paths: {
    readonly log: string;
    readonly hosts: string;
    readonly hostname: string;
    readonly resolvConf: string;
  };
  readonly maskedPaths: readonly string[];
  readonly readonlyPaths: readonly string[];
  /** Those it is on. */
  readonly networks: Readonly<
    Record<string, { readonly id: string; readonly gateway: string; readonly subnet: string }>
  >;
}
