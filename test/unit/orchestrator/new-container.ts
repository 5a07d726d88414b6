import type { ContainerSpec, ObservedContainer } from '../../../src/spec/container.js';

/** One that was never started. */
export function newContainer(id: string, spec: ContainerSpec, imageId: string): ObservedContainer {
  return {
    id,
    spec,
    imageId,
    createdAt: '2024-01-01T00:00:00Z',
    state: { status: 'created' },
    ports: [],
    args: spec.command ?? [],
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
}
