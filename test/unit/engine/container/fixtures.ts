import type { ContainerRecord } from '../../../../src/engine/container/container-record.js';
import type { ContainerSpec } from '../../../../src/spec/container.js';

/** A container that asks for nothing special. */
export function containerSpec(changes: Partial<ContainerSpec> = {}): ContainerSpec {
  return {
    name: 'demo-web-1',
    image: 'web:1',
    entrypoint: null,
    command: null,
    env: {},
    labels: {},
    mounts: [],
    networks: [{ network: 'demo_default', aliases: ['web'] }],
    ports: [],
    restart: { name: 'no', maxRetries: 0 },
    healthcheck: null,
    stopGraceMs: 10_000,
    ...changes,
  };
}

export function containerRecord(changes: Partial<ContainerRecord> = {}): ContainerRecord {
  return {
    id: 'abcdef0123456789'.repeat(4),
    createdAt: '2026-01-01T00:00:00.000Z',
    spec: containerSpec(),
    imageId: `sha256:${'1'.repeat(64)}`,
    process: {
      args: ['/serve'],
      env: ['PATH=/bin'],
      cwd: '/',
      user: '',
      hostname: 'web',
      stopSignal: 'SIGTERM',
      healthcheck: null,
    },
    mounts: [],
    ...changes,
  };
}
