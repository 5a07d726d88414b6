import type { ContainerActions } from './container-actions.js';
import type { ContainerDetails } from './container-details.js';
import type { LoadEvent, UpRequest } from './operations.js';
import type { PlanReport } from './plan-report.js';
import type { StackOperations } from './stack-operations.js';

/**
 * What decides about stacks, above an {@link Engine}: operations on a stack by its name, health checks, restarts. Operations
 * end with exactly one `result` or `error`; aborting their signal interrupts them.
 */
export interface Orchestrator extends StackOperations {
  /**
   * Takes charge of what runs after the engine has started: health checks, restarts due.
   * @param options.afterBoot the machine was started anew: what is to run starts in the order of its stack
   */
  resume(options: { readonly afterBoot: boolean }): Promise<void>;
  /** What {@link up} would do for the same request; changes nothing. */
  plan(request: UpRequest, signal: AbortSignal): Promise<PlanReport>;
  /** @param source absolute path of an archive or layout on this machine, or an archive's bytes */
  load(source: string | AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<LoadEvent>;
  /** All that is known of a container. @throws CONTAINER_NOT_FOUND */
  inspect(name: string): Promise<ContainerDetails>;
  /** A signal to one container, as {@link kill} sends it. @throws CONTAINER_NOT_FOUND, CONTAINER_NOT_RUNNING */
  signalContainer(name: string, signal: string): Promise<void>;
  /** Containers one by one. */
  readonly single: ContainerActions;
  /** True while something is under way or planned (a restart's back-off), so that the engine must stay. */
  busy(): boolean;
  /** Lets go: ends timers and health checks, touches no container. */
  close(): Promise<void>;
}
