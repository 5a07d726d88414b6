import { TscomposeError } from '../base/errors.js';
import type { ContainerSpec, HookSpec } from '../spec/container.js';
import type { Engine } from '../spec/engine.js';
import { LABEL } from '../spec/labels.js';

/** A hook takes as long as it takes, as with Docker Compose; 24 days is what a timer can hold. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;
/** Bytes of a hook's output that a failure shows. */
const SHOWN_OUTPUT = 2048;

/**
 * Runs what is to run in a container that has just been started, one hook after the other.
 * @throws HOOK_FAILED, what exec throws, CANCELLED
 */
export async function runPostStart(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  const spec = (await engine.inspectContainer(id))?.spec;
  for (const hook of spec?.postStart ?? []) await run(engine, id, spec, hook, signal);
}

/** Likewise before a container is stopped; one that doesn't run has none to run. */
export async function runPreStop(engine: Engine, id: string, signal: AbortSignal): Promise<void> {
  const container = await engine.inspectContainer(id);
  if (container?.state.status !== 'running' || container.state.paused) return;
  try {
    for (const hook of container.spec.preStop ?? []) await run(engine, id, container.spec, hook, signal);
  } catch (error) {
    // It ends or has ended by itself meanwhile, which is what the stop is for; or its monitor takes no commands any more, which
    // must not keep it from being stopped; or somebody wants it stopped at once.
    const isPassed =
      error instanceof TscomposeError &&
      (error.code === 'CONTAINER_NOT_RUNNING' ||
        error.code === 'STATE_CORRUPT' ||
        (error.code === 'CANCELLED' && signal.aborted));
    if (!isPassed) throw error;
  }
}

async function run(
  engine: Engine,
  id: string,
  spec: ContainerSpec | undefined,
  hook: HookSpec,
  signal: AbortSignal,
): Promise<void> {
  const request = { ...hook, timeoutMs: NO_TIMEOUT_MS, maxOutput: SHOWN_OUTPUT };
  const { exitCode, output } = await engine.exec(id, request, signal);
  if (exitCode === 0) return;
  const service = spec?.labels[LABEL.service] ?? spec?.name ?? id;
  if (exitCode === 'unknown') {
    throw new TscomposeError('CONTAINER_NOT_RUNNING', `${service} ended while a hook of it ran`, {
      subject: service,
    });
  }
  const said = output.trim() === '' ? '' : `: ${output.trim()}`;
  throw new TscomposeError('HOOK_FAILED', `${service} hook exited with status ${exitCode}${said}`, {
    action: 'run hook',
    subject: service,
    hint: `It ran ${JSON.stringify(hook.args)} inside the container.`,
  });
}
