import { TscomposeError } from '../base/errors.js';
import { replicaOf } from '../lowering/labels.js';
import { replicasOf } from '../reconcile/observed-stack.js';
import type { ObservedContainer } from '../spec/container.js';
import type { ContainerDetails } from '../spec/container-details.js';
import type { ExecTargetRequest } from '../spec/operations.js';

/**
 * The running container of a service that bears the number asked for, or the first that runs.
 * @param containers of the stack
 * @throws TscomposeError CONTAINER_NOT_RUNNING
 */
export function findExecContainer(
  containers: readonly ObservedContainer[],
  { service, index }: ExecTargetRequest,
): ObservedContainer {
  const running = replicasOf(containers, service).filter(({ state }) => state.status === 'running');
  const found =
    index === 0 ? running[0] : running.find(({ spec: { labels } }) => replicaOf(labels) === index);
  if (found !== undefined) return found;
  const which = index === 0 ? '' : ` container #${index}`;
  throw new TscomposeError('CONTAINER_NOT_RUNNING', `service "${service}" is not running${which}`, {
    subject: service,
    hint: 'See with "tscompose ps -a" what there is, and start it with "tscompose up".',
  });
}

/** @throws CONTAINER_NOT_RUNNING in Docker's words */
export function requireAttachable({
  container,
  restarting,
}: Pick<ContainerDetails, 'container' | 'restarting'>): void {
  const { state, spec } = container;
  if (state.status === 'running' && state.paused !== true) return;
  const message =
    state.status === 'running'
      ? 'You cannot attach to a paused container, unpause it first'
      : restarting
        ? 'You cannot attach to a restarting container, wait until it is running'
        : 'You cannot attach to a stopped container, start it first';
  throw new TscomposeError('CONTAINER_NOT_RUNNING', message, { subject: spec.name });
}
