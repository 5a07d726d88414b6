import { TscomposeError, toTscomposeError } from '../base/errors.js';
import type { Step } from '../reconcile/plan.js';
import type { Successor } from '../spec/engine.js';
import { awaitContainer } from './await-container.js';
import { makeOnNetworks, removeFromNetworks, tidyDefaultNetwork } from './default-network.js';
import type { PlanContext } from './plan-context.js';
import type { PreStart } from './pre-start.js';
import { runPostStart, runPreStop } from './run-hooks.js';
import { subjectOf, wordsOf } from './step-words.js';

/** Never aborted. */
const PATIENT = new AbortController().signal;

export interface StepContext extends PlanContext {
  /** Names of containers that were made when their predecessors went. */
  readonly prepared: Set<string>;
  readonly preStart: PreStart;
}

/**
 * Does one step and tells its progress.
 * @throws what the engine throws, DEPENDENCY_FAILED for a required wait, CANCELLED
 */
export async function runStep(context: StepContext, step: Step, signal: AbortSignal): Promise<void> {
  const { reporter } = context;
  const [kind, name] = subjectOf(step);
  const [working, done] = wordsOf(step);
  reporter.step(kind, name, 'working', working);
  try {
    const word = await effect(context, step, signal);
    const last = word ?? done;
    if (last !== undefined) reporter.step(kind, name, 'done', last);
  } catch (thrown) {
    const error = toTscomposeError(thrown);
    if (step.kind === 'await-container' && !step.required && error.code === 'DEPENDENCY_FAILED') {
      reporter.step(kind, name, 'warning', 'Skipped', { details: firstLine(error.message) });
      reporter.warn(error.message);
      return;
    }
    if (signal.aborted) reporter.step(kind, name, 'warning', 'Interrupted');
    else reporter.step(kind, name, 'error', 'Error', { details: firstLine(error.message) });
    throw error;
  }
}

/** @returns the word to show when it is not the usual one */
async function effect(
  {
    engine,
    lifecycle,
    reporter,
    ids,
    prepared,
    preStart,
    killOnInterrupt,
    contents,
    logins = {},
    patience,
  }: StepContext,
  step: Step,
  signal: AbortSignal,
): Promise<string | undefined> {
  switch (step.kind) {
    case 'pull-image':
      await engine.pullImage(step.reference, reporter.layers(step.reference), signal, {
        logins,
        ...(step.platform === undefined ? {} : { platform: step.platform }),
      });
      return undefined;
    case 'create-network':
      await engine.createNetwork(step.spec);
      return undefined;
    case 'remove-network':
      await engine.removeNetwork(step.name);
      return undefined;
    case 'create-volume':
      await engine.createVolume(step.spec);
      return undefined;
    case 'remove-volume':
      await engine.removeVolume(step.name);
      return undefined;
    case 'create-container':
      if (!prepared.has(step.name)) {
        const make = () => engine.createContainer(step.spec, step.takeOver, contents);
        ids.set(step.name, await makeOnNetworks(engine, step.spec, make));
      }
      return undefined;
    case 'update-container':
      await engine.updateContainer(step.id, step.changes);
      return undefined;
    case 'start-container': {
      const id = idOf(ids, step.name);
      await lifecycle.restarts.cancel(id);
      await preStart.run(id, signal);
      await engine.startContainer(id, { by: 'user' }, signal);
      await runPostStart(engine, id, signal);
      return undefined;
    }
    case 'stop-container':
      await lifecycle.restarts.cancel(step.id);
      await runPreStop(engine, step.id, signal);
      await engine.stopContainer(step.id, step.graceMs, killOnInterrupt ? signal : PATIENT);
      lifecycle.changes.notify(step.id);
      return undefined;
    case 'restart-container':
      await lifecycle.restarts.cancel(step.id);
      await runPreStop(engine, step.id, signal);
      await engine.stopContainer(step.id, step.graceMs, PATIENT);
      lifecycle.changes.notify(step.id);
      await engine.startContainer(step.id, { by: 'user', again: true }, signal);
      await runPostStart(engine, step.id, signal);
      return undefined;
    case 'remove-container':
      await lifecycle.restarts.cancel(step.id);
      if (step.successor === undefined) {
        await removeFromNetworks(engine, step.id, { volumes: step.volumes });
      } else {
        const successor: Successor = step.successor;
        const { name } = successor.spec;
        const options = { volumes: step.volumes, ...(contents === undefined ? {} : { contents }) };
        const replace = () => engine.replaceContainer(step.id, successor, options);
        const before = (await engine.inspectContainer(step.id))?.spec.networks ?? [];
        ids.set(name, await makeOnNetworks(engine, successor.spec, replace));
        await tidyDefaultNetwork(
          engine,
          before.map(({ network }) => network),
        );
        prepared.add(name);
      }
      return undefined;
    case 'await-container':
      return awaitContainer(
        engine,
        lifecycle,
        {
          id: idOf(ids, step.name),
          name: step.name,
          condition: step.condition,
          required: step.required,
          ...(patience === undefined ? {} : { patience }),
        },
        signal,
      );
  }
}

function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new TscomposeError('CONTAINER_NOT_FOUND', `no such container: ${name}`);
  return id;
}

/** The whole message comes once, when the operation ends with it. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
