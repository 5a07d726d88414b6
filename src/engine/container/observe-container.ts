import type { ContainerState, ObservedContainer } from '../../spec/container.js';
import type { HealthRecord } from '../../spec/health.js';
import type { NetworkEndpoint } from '../../spec/parts.js';
import type { ContainerRecord, RunRecord, StateRecord } from './container-record.js';

/** The container as the engine's clients see it. @param endpoint of the run under way @param health of the latest run */
export function observeContainer(
  record: ContainerRecord,
  state: StateRecord,
  endpoint: NetworkEndpoint | undefined,
  health: HealthRecord | null,
): ObservedContainer {
  const { id, spec, imageId, createdAt, process } = record;
  const anonymous = record.mounts.flatMap((mount) =>
    mount.type === 'volume' && mount.anonymous ? [[mount.target, mount.volume] as const] : [],
  );
  return {
    id,
    spec,
    imageId,
    createdAt,
    state: containerState(state.run),
    ports: endpoint?.ports ?? [],
    args: process.args,
    healthcheck: process.healthcheck,
    health,
    stopSignal: process.stopSignal,
    addresses: endpoint?.addresses ?? {},
    anonymousVolumes: Object.fromEntries(anonymous),
    restartCount: state.restartCount,
    failedRestarts: state.failedRestarts,
    restartPauseMs: state.restartPauseMs,
    stoppedByUser: state.stoppedByUser,
    ...(state.preStarted ? { preStarted: true } : {}),
  };
}

function containerState(run: RunRecord | null): ContainerState {
  // Starting is created to all others: nothing runs yet.
  if (run === null || run.phase === 'starting') return { status: 'created' };
  const { phase, ...rest } = run;
  return { status: phase, ...rest } as ContainerState;
}
