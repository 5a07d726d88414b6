import { mkdirSync, rmSync } from 'node:fs';
import { type Listening, listen } from '../api/listen.js';
import type { RuntimePaths } from '../api/runtime-paths.js';
import { createApp } from '../api/server.js';
import { TscomposeError, toTscomposeError } from '../base/errors.js';
import { VERSION } from '../base/version.js';
import { openBoot } from '../engine/store/boot-record.js';
import { loadAddon } from '../native/load-addon.js';
import { StackOrchestrator } from '../orchestrator/stack-orchestrator.js';
import type { Orchestrator } from '../spec/orchestrator.js';
import type { DaemonArguments } from './arguments.js';
import { BoundStacks } from './bound-stacks.js';
import { composeEngine } from './compose.js';
import { countRequests } from './count-requests.js';
import { EngineLock } from './engine-lock.js';
import type { EngineLog } from './engine-log.js';
import { IdleWatch } from './idle-watch.js';
import { createService } from './service.js';

/** A running engine process, as `main` sees it. */
export interface RunningEngine {
  /** Resolves when the engine has said goodbye to everything and may end. */
  readonly finished: Promise<void>;
  /** Asks it to end; containers go on. */
  stop(reason: string): void;
}

/**
 * Starts the engine of a state root; undefined when another one looks after it already; a resident one waits until that has
 * ended.
 * @throws whatever keeps it from answering
 */
export async function runEngine(
  paths: RuntimePaths,
  { idleMs, resident }: DaemonArguments,
  env: NodeJS.ProcessEnv,
  log: EngineLog,
): Promise<RunningEngine | undefined> {
  const addon = loadAddon();
  for (const directory of [paths.root, paths.runDir]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = await EngineLock.take(addon, paths.lock, env, { wait: resident });
  if (lock === undefined) return undefined;

  const onFault = (error: TscomposeError) => log.error(error);
  forget(paths);
  mkdirSync(paths.resolved, { mode: 0o700 });
  const boot = await openBoot(paths.root);
  const engine = await composeEngine(paths, addon, env, { afterBoot: boot.isNew, resident }, onFault);
  const orchestrator = new StackOrchestrator(engine, {
    onFault: (error) => onFault(toTscomposeError(error)),
  });
  await orchestrator.resume({ afterBoot: boot.isNew });
  const bindings = new BoundStacks({
    root: paths.root,
    addon,
    takeDown: (name) => takeDown(orchestrator, name),
    onFault: (error) => onFault(toTscomposeError(error)),
  });
  await bindings.recover();
  await boot.settle();

  let stop: (reason: string) => void = () => {};
  const stopped = new Promise<string>((resolve) => {
    stop = resolve;
  });
  const isBusy = async () =>
    resident ||
    orchestrator.busy() ||
    bindings.busy ||
    (await engine.observe()).containers.some(({ state }) => state.status === 'running');
  const idle = new IdleWatch(idleMs, isBusy, async () => {
    if (!(await listening.withdraw())) return false;
    stop('nothing to look after');
    return true;
  });
  engine.onEvent(() => idle.touch());
  const service = createService({
    engine,
    orchestrator,
    bindings,
    root: paths.root,
    onStop: () => stop('asked to'),
  });
  const listening = await listen(createApp(countRequests(service, idle)), paths.socket);
  log.info(`tscompose ${VERSION} looks after ${paths.root}`);

  const finish = async () => {
    const reason = await Promise.race([stopped, listening.lost.then(() => undefined)]);
    // Without a word to anybody, as if it were killed: the monitors start the next engine, which puts right what is left.
    if (reason === undefined) throw socketLost(paths.socket);
    log.info(`ending: ${reason}`);
    idle.end();
    await endAll(
      listening,
      async () => {
        await orchestrator.close();
        await engine.close();
      },
      onFault,
    );
    forget(paths);
    lock.release();
  };
  return { finished: finish(), stop };
}

/** What commands remember of stack files doesn't outlive the engine: values of variables are in it. */
function forget({ resolved }: RuntimePaths): void {
  rmSync(resolved, { recursive: true, force: true });
}

/** Removes what nobody is there to use any more. */
async function takeDown(orchestrator: Orchestrator, name: string): Promise<void> {
  const request = { volumes: true, removeOrphans: true, timeoutMs: 0 };
  for await (const event of orchestrator.down(name, request, new AbortController().signal)) {
    if (event.type === 'error') throw TscomposeError.fromJSON(event.error);
  }
}

function socketLost(socket: string): TscomposeError {
  return new TscomposeError(
    'ENGINE_UNREACHABLE',
    `somebody removed ${socket}: nobody can reach this engine`,
    {
      action: 'serve clients',
      subject: socket,
      hint: 'The next engine goes on with what can still be reached.',
    },
  );
}

/** New clients are turned away first; then what is under way ends. A failure must not keep the process from ending. */
async function endAll(
  listening: Listening,
  letGo: () => Promise<void>,
  onFault: (error: TscomposeError) => void,
): Promise<void> {
  try {
    await listening.close();
    await letGo();
  } catch (error) {
    onFault(toTscomposeError(error));
  }
}
