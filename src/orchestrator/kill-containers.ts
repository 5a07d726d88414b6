import { type TscomposeError, toTscomposeError } from '../base/errors.js';
import { containersOf } from '../reconcile/observed-stack.js';
import { isInScope } from '../reconcile/scope.js';
import type { ObservedContainer } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import type { KillRequest } from '../spec/operations.js';
import { requireIdentity } from './check-identity.js';
import type { Lifecycle } from './lifecycle.js';
import { type Emit, Reporter } from './reporter.js';

/** Never aborted. */
const NEVER = new AbortController().signal;

const KILLED: ReadonlySet<string> = new Set(['SIGKILL', 'KILL', '9']);

/**
 * A signal to all running containers at the same time. One that ends by itself meanwhile is no failure.
 * @returns whether there was any
 * @throws the first failure, after all were tried
 */
export async function killContainers(
  { engine, lifecycle }: { readonly engine: Engine; readonly lifecycle: Lifecycle },
  name: string,
  request: KillRequest,
  emit: Emit,
): Promise<boolean> {
  const { signal = 'SIGKILL' } = request;
  const isFinal = KILLED.has(signal.toUpperCase());
  const reporter = new Reporter(emit);
  const observation = await engine.observe();
  await requireIdentity(name, observation, request, 'killed', reporter);
  const reached = containersOf(observation, name).filter(
    (container) => isReachable(container, isFinal, lifecycle) && isInScope(container, request),
  );
  const send = async ({ id, state }: ObservedContainer) => {
    if (isFinal) await lifecycle.restarts.cancel(id);
    if (state.status === 'running') await engine.killContainer(id, signal);
    else await engine.stopContainer(id, 0, NEVER);
  };
  const results = await Promise.allSettled(
    reached.map(async (container) => {
      const { spec } = container;
      reporter.step('Container', spec.name, 'working', 'Killing');
      try {
        if (!request.dryRun) await send(container);
      } catch (thrown) {
        const error = toTscomposeError(thrown);
        if (!ENDED.has(error.code)) {
          reporter.step('Container', spec.name, 'error', 'Error while Killing', { details: error.message });
          throw error;
        }
      }
      reporter.step('Container', spec.name, 'done', 'Killed');
    }),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  return reached.length > 0;
}

const ENDED: ReadonlySet<TscomposeError['code']> = new Set(['CONTAINER_NOT_RUNNING', 'CONTAINER_NOT_FOUND']);

/** What pauses between two runs is there for the signal that is to end it. */
function isReachable({ id, state }: ObservedContainer, isFinal: boolean, { restarts }: Lifecycle): boolean {
  return state.status === 'running' || (isFinal && restarts.isPending(id));
}
