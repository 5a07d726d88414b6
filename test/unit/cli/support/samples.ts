import type { Stack } from '../../../../src/model/stack.js';
import type { ContainerSummary, OperationEvent } from '../../../../src/spec/operations.js';

export const DEMO: Stack = {
  name: 'demo',
  services: {
    web: {
      image: 'nginx:1.22',
      command: null,
      entrypoint: null,
      networks: { default: null },
    },
    db: {
      image: 'redis:7',
      command: ['redis-server', '--save', '$HOME'],
      entrypoint: null,
      networks: { default: null },
      volumes: [{ type: 'volume', source: 'data', target: '/data', volume: {} }],
      ports: [{ mode: 'ingress', target: 6379, published: '6379', protocol: 'tcp' }],
    },
  },
  networks: { default: { name: 'demo_default', ipam: {} } },
  volumes: { data: { name: 'demo_data' } },
};

export function container(changes: Partial<ContainerSummary> = {}): ContainerSummary {
  return {
    id: 'c8035eb8ff569ebee863230d6e6ebef6459df5a883d2ceac9c874be2601c0faf',
    name: 'demo-web-1',
    image: 'nginx:1.22',
    imageId: 'sha256:732fcc53518a000000000000000000000000000000000000000000000000aaaa',
    args: ['nginx', '-g', 'daemon off;'],
    stack: 'demo',
    service: 'web',
    index: 1,
    oneOff: false,
    createdAt: '2026-11-21T00:09:56.25Z',
    state: { status: 'running', pid: 7, startedAt: '2026-11-21T00:09:57Z' },
    restarting: false,
    restartCount: 0,
    health: 'none',
    ports: [],
    exposed: [],
    labels: { 'com.docker.compose.service': 'web' },
    networks: ['demo_default'],
    mounts: [],
    ...changes,
  };
}

export async function* events(...items: OperationEvent[]): AsyncGenerator<OperationEvent> {
  yield* items;
}
