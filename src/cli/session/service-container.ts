import type { EngineClient } from '../../api/messages.js';
import { TscomposeError } from '../../base/errors.js';
import type { ContainerSummary } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { requireServices } from '../cli.js';
import { knownServices } from './scope.js';

/** A container of a service, whether it runs or not, and the engine that has it. */
export interface ServiceContainer {
  readonly client: EngineClient;
  readonly container: ContainerSummary;
}

/**
 * The container of a service that bears this number; 0: the one that runs and bears the lowest, else the lowest.
 * @throws USAGE, CONTAINER_NOT_RUNNING in Docker Compose's words
 */
export async function findServiceContainer(
  cli: Cli,
  service: string,
  index: number,
): Promise<ServiceContainer> {
  const project = await cli.project({ enable: [service] });
  const client = await cli.connectIfAny();
  const all = client === undefined ? [] : await client.ps(project.name);
  requireServices([service], knownServices(project, all));
  const own = all
    .filter((container) => container.service === service && !container.oneOff)
    .sort((a, b) => rank(a) - rank(b) || a.index - b.index);
  const container = index === 0 ? own[0] : own.find((candidate) => candidate.index === index);
  if (client !== undefined && container !== undefined) return { client, container };
  const which = index === 0 ? '' : ` container #${index}`;
  throw new TscomposeError('CONTAINER_NOT_RUNNING', `service "${service}" is not running${which}`, {
    subject: service,
  });
}

function rank({ state }: ContainerSummary): number {
  return state.status === 'running' ? 0 : 1;
}
