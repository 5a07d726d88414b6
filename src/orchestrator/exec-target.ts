import { TscomposeError } from '../base/errors.js';
import { findReplica } from '../reconcile/observed-stack.js';
import type { ObservedContainer } from '../spec/container.js';
import type { ExecTargetRequest } from '../spec/operations.js';

/**
 * The running container of a service's replica.
 * @param containers of the stack
 * @throws TscomposeError CONTAINER_NOT_FOUND, CONTAINER_NOT_RUNNING
 */
export function findExecContainer(
  stack: string,
  containers: readonly ObservedContainer[],
  { service, index }: ExecTargetRequest,
): ObservedContainer {
  const container = findReplica(containers, service, index);
  if (container === undefined) {
    const which = index === 1 ? '' : ` with index ${index}`;
    throw new TscomposeError(
      'CONTAINER_NOT_FOUND',
      `service "${service}" of stack ${stack} has no container${which}`,
      { subject: service, hint: 'Start it with "tscompose up".' },
    );
  }
  if (container.state.status !== 'running') {
    throw new TscomposeError('CONTAINER_NOT_RUNNING', `service "${service}" is not running`, {
      subject: container.spec.name,
      hint: 'See why with "tscompose logs", or start it with "tscompose up".',
    });
  }
  return container;
}
