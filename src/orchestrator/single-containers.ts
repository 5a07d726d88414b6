import type { ContainerActions } from '../spec/container-actions.js';
import type { Engine } from '../spec/engine.js';
import { actOnContainer, waitForContainer } from './act-on-container.js';
import { tidyDefaultNetwork } from './default-network.js';
import type { Lifecycle } from './lifecycle.js';
import { makeContainer, startFor } from './make-container.js';
import { operationStream } from './operation-stream.js';

/** Containers one by one, whichever stack they belong to. */
export function singleContainers(engine: Engine, lifecycle: Lifecycle): ContainerActions {
  const parts = { engine, lifecycle };
  return {
    actOnContainer: (name, action, signal) => actOnContainer(parts, name, action, signal),
    waitForContainer: (name, condition, signal) => waitForContainer(parts, name, condition, signal),
    containerExecTarget: async (name) =>
      engine.execTarget((await engine.describeContainer(name)).container.id),
    makeContainer: (request, signal) =>
      operationStream(async (emit, untilGone) => {
        const id = await makeContainer(parts, request, emit, untilGone);
        if (!request.start) {
          emit({ type: 'container', id });
          return true;
        }
        try {
          await startFor(parts, id, request.attach, emit, untilGone);
        } catch (error) {
          if (request.spec.autoRemove) await engine.removeContainer(id, { volumes: true });
          throw error;
        } finally {
          if (request.spec.autoRemove) {
            await tidyDefaultNetwork(
              engine,
              request.spec.networks.map(({ network }) => network),
            );
          }
        }
        return true;
      }, signal),
    startAttached: (name, terminal, signal) =>
      operationStream(async (emit, untilGone) => {
        const { container } = await engine.describeContainer(name);
        await lifecycle.restarts.cancel(container.id);
        await startFor(parts, container.id, terminal, emit, untilGone);
        return true;
      }, signal),
  };
}
