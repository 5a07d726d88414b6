import type { ContainerSpec, ExitCode, RestartPolicy } from './container.js';
import type { ExecTarget } from './engine.js';
import type { ResourceLimits } from './limits.js';
import type { OperationEvent } from './operations.js';
import type { RegistryLogins } from './registry.js';

/** What is done to one container, whichever stack it belongs to. Containers go by name, id, or the beginning of an id. */
export interface ContainerActions {
  /** @throws CONTAINER_NOT_FOUND, and what the action does */
  actOnContainer(container: string, action: ContainerAction, signal: AbortSignal): Promise<void>;
  /** Makes a container outside of all stacks, pulls its image before where that is wanted, and starts it where that is. */
  makeContainer(request: MakeContainerRequest, signal: AbortSignal): AsyncIterable<OperationEvent>;
  /** Starts one that is there, for somebody who attaches to it before it begins. */
  startAttached(
    container: string,
    terminal: TerminalSize,
    signal: AbortSignal,
  ): AsyncIterable<OperationEvent>;
  /** Until it is as the condition says. @returns its exit code @throws CONTAINER_NOT_FOUND, CANCELLED */
  waitForContainer(container: string, condition: WaitCondition, signal: AbortSignal): Promise<ExitCode>;
  /** @throws CONTAINER_NOT_FOUND, CONTAINER_NOT_RUNNING */
  containerExecTarget(container: string): Promise<ExecTarget>;
}

/** In characters; 0: unknown. */
export interface TerminalSize {
  readonly rows: number;
  readonly cols: number;
}

export type WaitCondition = 'not-running' | 'next-exit' | 'removed';

export type ContainerAction =
  | { readonly do: 'start' | 'pause' | 'unpause' }
  | {
      readonly do: 'stop' | 'restart';
      /** Absent: the container's own; negative: as long as it takes. */
      readonly graceMs?: number;
    }
  | { readonly do: 'kill'; readonly signal: string }
  | {
      readonly do: 'remove';
      /** Also one that runs. */
      readonly force: boolean;
      /** Anonymous volumes too. */
      readonly volumes: boolean;
    }
  | { readonly do: 'rename'; readonly name: string }
  | {
      readonly do: 'update';
      readonly restart?: RestartPolicy;
      /** Those that are named change. */
      readonly limits?: ResourceLimits;
      /** 0: no limit. */
      readonly pidsLimit?: number;
    };

export interface MakeContainerRequest {
  readonly spec: ContainerSpec;
  readonly pull: 'always' | 'missing' | 'never';
  /** `linux/arm64`; absent: this machine's. */
  readonly platform?: string;
  /** Every port that the image exposes is published on one that is free. */
  readonly publishAll: boolean;
  readonly logins?: RegistryLogins;
  readonly start: boolean;
  /** Somebody attaches to it before it begins. */
  readonly attach?: TerminalSize;
}
