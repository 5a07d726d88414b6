import { TscomposeError } from '../base/errors.js';
import { LABEL } from '../lowering/labels.js';
import { withOneOff } from '../lowering/lower-one-off.js';
import { lowerStack } from '../lowering/lower-stack.js';
import type { Plan, PlanNode } from '../reconcile/plan.js';
import type { Engine } from '../spec/engine.js';
import { keptBytes } from '../spec/file-contents.js';
import type { RunRequest } from '../spec/operations.js';
import { carryOut } from './carry-out.js';
import type { Clock } from './clock.js';
import { removeFromNetworks } from './default-network.js';
import type { Lifecycle } from './lifecycle.js';
import { startFor } from './make-container.js';
import { reportUnchanged } from './report-unchanged.js';
import { type Emit, Reporter } from './reporter.js';
import { planDesired } from './up-plan.js';

interface Parts {
  readonly engine: Engine;
  readonly lifecycle: Lifecycle;
  readonly clock: Clock;
}

/**
 * Brings up what the service depends on, and makes the container; nothing of it runs yet. With `dryRun` tells instead.
 * @returns its id; undefined with `dryRun`
 * @throws the first error of a step, or CANCELLED
 */
export async function prepareOneOff(
  parts: Parts,
  request: RunRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { service, container, dryRun = false } = request;
  const desired = withOneOff(
    lowerStack(request.stack, request.origin, [service], request),
    service,
    container,
  );
  const { plan, situation } = await planDesired(parts, desired, { ...request, wait: false }, signal).catch(
    (error: unknown) => {
      throw withoutPlace(error, container.name);
    },
  );
  const reporter = new Reporter(dryRun ? emit : withoutContainer(emit, container.name));
  reportUnchanged(plan, situation.observation, reporter);
  const ids = new Map(situation.observation.containers.map(({ id, spec }) => [spec.name, id]));
  const context = {
    ...{ ...parts, reporter, ids, killOnInterrupt: false },
    contents: keptBytes(request.contents),
    logins: request.logins ?? {},
  };
  const steps = dryRun ? plan : upToStart(plan, container.name);
  await carryOut(steps, context, { dryRun, onFailure: 'stop', signal });
  return dryRun ? undefined : ids.get(container.name);
}

/** As {@link startFor}; one that is to go goes also when it cannot start. @throws what the engine throws at the start */
export async function startOneOff(
  parts: Parts,
  id: string,
  { attach, container }: RunRequest,
  emit: Emit,
  signal: AbortSignal,
): Promise<void> {
  try {
    await startFor(parts, id, attach, emit, signal);
  } catch (error) {
    if (container.autoRemove) await removeFromNetworks(parts.engine, id, { volumes: true });
    throw error;
  }
}

/** Its name stands in no file. */
function withoutPlace(error: unknown, name: string): unknown {
  if (!(error instanceof TscomposeError) || error.code !== 'NAME_CONFLICT') return error;
  const { path: _path, ...details } = error.details;
  if (details.subject !== name) return error;
  return new TscomposeError(error.code, error.message, { ...details, hint: 'Choose another --name.' });
}

/** As Docker Compose shows it: only what else is done for it. */
function withoutContainer(emit: Emit, name: string): Emit {
  return (event) => {
    if (event.type !== 'step' || event.id !== `Container ${name}`) emit(event);
  };
}

/** All but the start of the container, which has no number among those of its service. */
function upToStart(plan: Plan, name: string): Plan {
  const nodes = plan.nodes
    .filter(({ step }) => step.kind !== 'start-container' || step.name !== name)
    .map((node): PlanNode => {
      const { step } = node;
      if (step.kind !== 'create-container' || step.name !== name) return node;
      const { [LABEL.number]: _number, ...labels } = step.spec.labels;
      return { ...node, step: { ...step, spec: { ...step.spec, labels } } };
    });
  return { ...plan, nodes };
}
