import type { EngineClient } from '../../../src/api/messages.js';
import type { OperationEvent } from '../../../src/spec/operations.js';
import { fakeAttachTarget } from '../orchestrator/fake-attach-target.js';
import { logBytes } from '../support/log-lines.js';

/** An engine without a kernel: each method can be replaced, the rest answer emptily; those of images are there when given. */
export function fakeService(methods: Partial<EngineClient> = {}): EngineClient {
  return {
    status: async () => ({
      apiVersion: 1,
      version: '0.0.0',
      pid: 1,
      root: '/r',
      startedAt: '2026-01-01T00:00:00Z',
      containers: { running: 0, total: 0 },
    }),
    stopEngine: async () => {},
    up: nothing,
    down: nothing,
    stop: nothing,
    kill: nothing,
    start: nothing,
    restart: nothing,
    remove: nothing,
    pull: nothing,
    load: async () => [],
    push: nothing,
    resolveImage: async () => null,
    login: async () => ({}),
    search: async () => [],
    ps: async () => [],
    logs: async function* () {},
    attachTarget: async () => fakeAttachTarget('demo-web-1'),
    containerAttachTarget: async (name) => fakeAttachTarget(name),
    async *containerLogs() {
      yield logBytes({ log: 'line\n' });
    },
    signalContainer: async () => {},
    execTarget: async () => ({ socketPath: '/s', env: [], workingDir: '/', user: '' }),
    images: async () => [],
    events: async function* () {},
    ...methods,
  } as EngineClient;
}

async function* nothing(): AsyncGenerator<OperationEvent> {
  yield { type: 'result', changed: false };
}
