import type { DesiredContainer, DesiredService } from '../../../src/lowering/desired.js';
import { lowerStack } from '../../../src/lowering/lower-stack.js';
import { replica } from '../../../src/lowering/replica.js';
import type { Stack } from '../../../src/model/stack.js';
import type { Situation } from '../../../src/reconcile/observed-stack.js';
import { planUp, type UpOptions } from '../../../src/reconcile/plan-up.js';
import { printPlan } from '../../../src/reconcile/print-plan.js';
import type { ContainerState, ObservedContainer } from '../../../src/spec/container.js';
import type { HealthStatus } from '../../../src/spec/health.js';
import { ORIGIN } from '../lowering/stacks.js';

export const RUNNING: ContainerState = { status: 'running', pid: 7, startedAt: '2024-01-01T00:00:00Z' };

export function exited(exitCode: number | 'unknown'): ContainerState {
  return {
    status: 'exited',
    exitCode,
    startedAt: '2024-01-01T00:00:00Z',
    finishedAt: '2024-01-01T00:00:01Z',
    oomKilled: false,
  };
}

export const NOTHING: Situation = {
  observation: { containers: [], networks: [], volumes: [] },
  images: new Map([['nginx:1.22', 'sha256:one']]),
  pulls: new Map(),
  health: new Map(),
};

/** The containers of a service of which there was none before. */
function replicas(service: DesiredService): readonly DesiredContainer[] {
  return Array.from({ length: service.scale }, (_, index) => replica(service, index + 1));
}

/** Everything of the stack there and running, as if `up` had just succeeded. */
export function reached(
  stack: Stack,
  adapt: (container: ObservedContainer) => Partial<ObservedContainer> = () => ({}),
  health: Readonly<Record<string, HealthStatus>> = {},
): Situation {
  const desired = lowerStack(stack, ORIGIN, []);
  const containers = [...desired.services.values()].flatMap((service) =>
    replicas(service).map(({ spec }): ObservedContainer => {
      const container: ObservedContainer = {
        id: `id-of-${spec.name}`,
        spec,
        imageId: 'sha256:one',
        createdAt: '2024-01-01T00:00:00Z',
        state: RUNNING,
        ports: [],
        args: [],
        healthcheck: null,
        stopSignal: 'SIGTERM',
        addresses: {},
        anonymousVolumes: {},
        health: null,
        restartCount: 0,
        failedRestarts: 0,
        restartPauseMs: null,
        stoppedByUser: false,
      };
      return { ...container, ...adapt(container) };
    }),
  );
  return {
    observation: {
      containers,
      networks: desired.networks.map(({ spec }) => ({
        id: `id-of-${spec.name}`,
        spec,
        subnet: '10.0.0.0/24',
        gateway: '10.0.0.1',
        bridge: 'br0',
        createdAt: '2024-01-01T00:00:00Z',
      })),
      volumes: desired.volumes.map(({ spec }) => ({
        spec,
        mountpoint: `/volumes/${spec.name}`,
        createdAt: '2024-01-01T00:00:00Z',
      })),
    },
    images: NOTHING.images,
    pulls: new Map(),
    health: new Map(
      containers.map((container) => [
        container.id,
        health[container.spec.name.split('-')[1] ?? ''] ?? 'none',
      ]),
    ),
  };
}

/** `up` without a flag. */
export const UP_DEFAULTS: UpOptions = {
  recreate: 'changed',
  recreateDependencies: 'changed',
  renewAnonymousVolumes: false,
  noStart: false,
  removeOrphans: false,
  ignoreOrphans: false,
  wait: false,
};

/** The printed plan of an `up`. */
export function upText(
  stack: Stack,
  situation: Situation,
  options: Partial<UpOptions> = {},
  selected: readonly string[] = [],
): string {
  const all = { ...UP_DEFAULTS, ...options };
  return printPlan(planUp(lowerStack(stack, ORIGIN, selected), situation, all));
}
