import type { ContainerSpec, ContainerUpdate } from '../spec/container.js';
import type { Successor } from '../spec/engine.js';
import type { NetworkSpec, VolumeSpec } from '../spec/objects.js';

/** What a waiting step waits for. `ready`: healthy where there is a health check, else running, or ended with 0. */
export type AwaitCondition = 'healthy' | 'completed' | 'ready';

/** One effect on the engine; holds all that applying it needs. */
export type Step =
  | {
      readonly kind: 'pull-image';
      readonly reference: string;
      /** Absent: the machine's. */
      readonly platform?: string;
      /** The store has what it would bring: only the time of the pull is noted. */
      readonly isCurrent?: true;
    }
  | { readonly kind: 'create-network'; readonly spec: NetworkSpec }
  | { readonly kind: 'remove-network'; readonly name: string }
  | { readonly kind: 'create-volume'; readonly spec: VolumeSpec }
  | { readonly kind: 'remove-volume'; readonly name: string }
  | {
      readonly kind: 'create-container';
      readonly name: string;
      readonly spec: ContainerSpec;
      /** Set when it replaces a container, perhaps empty: the anonymous volumes to take over, target → volume. */
      readonly takeOver?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'update-container';
      readonly name: string;
      readonly id: string;
      readonly changes: ContainerUpdate;
    }
  | { readonly kind: 'start-container'; readonly name: string }
  | {
      readonly kind: 'stop-container';
      readonly name: string;
      readonly id: string;
      /** Milliseconds from the stop signal to SIGKILL. */
      readonly graceMs: number;
      /** True when a new container takes its place. */
      readonly replaced: boolean;
    }
  | {
      /** Stops it, if it runs, and starts it. */
      readonly kind: 'restart-container';
      readonly name: string;
      readonly id: string;
      readonly graceMs: number;
    }
  | {
      readonly kind: 'remove-container';
      readonly name: string;
      readonly id: string;
      /** Anonymous volumes too. */
      readonly volumes: boolean;
      readonly replaced: boolean;
      /** Recorded before it goes; the step that creates it then finds it. */
      readonly successor?: Successor;
    }
  | {
      readonly kind: 'await-container';
      readonly name: string;
      readonly condition: AwaitCondition;
      /** False: what depends on it starts even if it fails (`required: false`). */
      readonly required: boolean;
    };

export interface PlanNode {
  /** Unique in the plan, and the same for the same step: `start-container demo-web-1`. */
  readonly id: string;
  readonly step: Step;
  /** Why, in the user's terms: `environment.PORT: 80 → 81`, `missing`, `not running`. Never empty. */
  readonly causes: readonly string[];
  /** Ids of the nodes that must be done before. */
  readonly dependsOn: readonly string[];
}

/** What would be done: a DAG in topological order. Made by pure functions, compared as text by tests, applied as it is. */
export interface Plan {
  readonly stack: string;
  readonly nodes: readonly PlanNode[];
  readonly warnings: readonly string[];
  /** Names of the containers that are as they should be. */
  readonly unchanged: readonly string[];
}

/** Whether the plan changes anything: waiting doesn't, nor does a pull of what is there. */
export function changesAnything({ nodes }: Plan): boolean {
  return nodes.some(
    ({ step }) => step.kind !== 'await-container' && !(step.kind === 'pull-image' && step.isCurrent),
  );
}
