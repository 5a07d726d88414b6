/** A plan as data: what `tscompose plan --format json` prints; described in docs/plan.md and schemas/plan.schema.json. */
export interface PlanReport {
  /** Raised when something is taken away or changes its meaning; additions don't raise it. */
  readonly version: 1;
  readonly stack: string;
  /** False: applying the plan would change nothing. */
  readonly changes: boolean;
  /** In an order in which they could be done one by one. */
  readonly steps: readonly PlannedStep[];
  /** Names of the containers that stay as they are. */
  readonly unchanged: readonly string[];
  readonly warnings: readonly string[];
}

export interface PlannedStep {
  /** Unique in the plan: `start-container demo-web-1`. */
  readonly id: string;
  readonly action: 'pull' | 'create' | 'update' | 'start' | 'stop' | 'restart' | 'remove' | 'wait';
  readonly kind: 'image' | 'network' | 'volume' | 'container';
  /** Name of the container, network or volume, or reference of the image. */
  readonly name: string;
  /** Of containers that belong to one. */
  readonly service?: string;
  /** Why. Of what may be a secret no value is told. Never empty. */
  readonly causes: readonly string[];
  /** Ids of the steps that must be done before. */
  readonly after: readonly string[];
  /** It is part of replacing a container by a new one. */
  readonly replaces?: true;
  /** Of a wait: what for; `ready` is healthy where there is a health check, else running, or ended with 0. */
  readonly condition?: 'healthy' | 'completed' | 'ready';
  /** Of a wait: what comes after goes on even if it fails. */
  readonly optional?: true;
  /** Of a pull: for another platform than this machine's. */
  readonly platform?: string;
  /** Of a pull: the store has what it would bring; it changes nothing. */
  readonly current?: true;
  /** Of a removal: anonymous volumes go too. */
  readonly volumes?: true;
}
