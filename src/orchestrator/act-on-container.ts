import { TscomposeError } from '../base/errors.js';
import type { ExitCode, ObservedContainer } from '../spec/container.js';
import type { ContainerAction, WaitCondition } from '../spec/container-actions.js';
import type { Engine } from '../spec/engine.js';
import { tidyDefaultNetwork } from './default-network.js';
import type { Lifecycle } from './lifecycle.js';
import { requireLimits } from './require-limits.js';

interface Parts {
  readonly engine: Engine;
  readonly lifecycle: Lifecycle;
}

/** Never aborted. */
const PATIENT = new AbortController().signal;

/** As the container commands of Docker do it. @throws CONTAINER_NOT_FOUND, and what the action does */
export async function actOnContainer(
  parts: Parts,
  name: string,
  action: ContainerAction,
  signal: AbortSignal,
): Promise<void> {
  const { engine, lifecycle } = parts;
  const { container } = await engine.describeContainer(name);
  const { id } = container;
  switch (action.do) {
    case 'start':
      await lifecycle.restarts.cancel(id);
      return engine.startContainer(id, { by: 'user' }, signal);
    case 'pause':
    case 'unpause':
      return engine.pauseContainer(id, action.do === 'pause');
    case 'stop':
      return stop(parts, container, action.graceMs, signal);
    case 'restart':
      await stop(parts, container, action.graceMs, PATIENT);
      return engine.startContainer(id, { by: 'user', again: true }, signal);
    case 'kill':
      await lifecycle.restarts.cancel(id);
      return kill(engine, container, action.signal);
    case 'remove':
      return remove(parts, container, action);
    case 'rename':
      return engine.renameContainer(id, action.name);
    case 'update':
      return update(engine, container, action);
  }
}

async function stop(
  { engine, lifecycle }: Parts,
  { id, spec }: ObservedContainer,
  graceMs: number | undefined,
  signal: AbortSignal,
): Promise<void> {
  await lifecycle.restarts.cancel(id);
  await engine.stopContainer(id, graceMs ?? spec.stopGraceMs, signal);
  lifecycle.changes.notify(id);
}

async function kill(engine: Engine, { id, spec, state }: ObservedContainer, signal: string): Promise<void> {
  if (state.status === 'running') return engine.killContainer(id, signal);
  throw new TscomposeError(
    'CONTAINER_NOT_RUNNING',
    `cannot kill container: ${spec.name}: it is not running`,
    {
      subject: spec.name,
    },
  );
}

async function remove(
  { engine, lifecycle }: Parts,
  { id, spec, state }: ObservedContainer,
  { force, volumes }: { readonly force: boolean; readonly volumes: boolean },
): Promise<void> {
  if (state.status === 'running' && !force) {
    const what = state.paused ? 'paused' : 'running';
    throw new TscomposeError(
      'USAGE',
      `cannot remove container "${spec.name}": container is ${what}: stop the container before removing or force remove`,
      { subject: spec.name },
    );
  }
  await lifecycle.restarts.cancel(id);
  await engine.removeContainer(id, { volumes });
  await tidyDefaultNetwork(
    engine,
    spec.networks.map(({ network }) => network),
  );
}

/** What isn't named stays as it is. */
async function update(
  engine: Engine,
  { id, spec }: ObservedContainer,
  { restart = spec.restart, limits, pidsLimit = spec.pidsLimit }: ContainerAction & { readonly do: 'update' },
): Promise<void> {
  const { labels, stopGraceMs } = spec;
  const changed = {
    ...{ labels, stopGraceMs, restart },
    ...(limits === undefined ? {} : { limits: { ...spec.limits, ...limits } }),
    ...(pidsLimit === undefined ? {} : { pidsLimit }),
  };
  requireLimits({ ...spec, ...changed }, 'USAGE');
  await engine.updateContainer(id, changed);
}

/** Until a container is as the condition says. @returns its exit code; of one that never ran 0, as in Docker */
export async function waitForContainer(
  { engine, lifecycle }: Parts,
  name: string,
  condition: WaitCondition,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { container } = await engine.describeContainer(name);
  const { id } = container;
  const before = startOf(container);
  let code: ExitCode = exitCodeOf(container) ?? 0;
  return lifecycle.changes.until(
    id,
    async () => {
      const now = await engine.inspectContainer(id);
      if (now === undefined) return code;
      code = exitCodeOf(now) ?? code;
      if (condition === 'removed' || now.state.status === 'running') return undefined;
      // It has to end once more.
      if (condition === 'next-exit' && container.state.status !== 'running' && startOf(now) === before)
        return undefined;
      return lifecycle.willRestart(now) ? undefined : code;
    },
    signal,
  );
}

function startOf({ state }: ObservedContainer): string | undefined {
  return state.status === 'created' ? undefined : state.startedAt;
}

function exitCodeOf({ state }: ObservedContainer): ExitCode | undefined {
  return state.status === 'exited' ? state.exitCode : undefined;
}
