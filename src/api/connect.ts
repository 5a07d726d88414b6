import { TscomposeError } from '../base/errors.js';
import { createClient } from './client.js';
import { HttpCaller } from './http-call.js';
import type { EngineClient } from './messages.js';
import { requireRoot } from './require-root.js';
import { runtimePaths } from './runtime-paths.js';

export interface ConnectOptions {
  /** State root; `/var/lib/tscompose` when absent. */
  readonly root?: string;
  /** Start an engine when none runs; true when absent. One that ends just as it is reached has a successor started in any case. */
  readonly start?: boolean;
}

/**
 * The engine of a state root, started when none runs yet. Whether it speaks the same version shows at the first call.
 * @throws ENGINE_UNREACHABLE, NOT_ROOT, USAGE for a root that is too long
 */
export async function connectEngine(options: ConnectOptions = {}): Promise<EngineClient> {
  const paths = runtimePaths(options.root);
  const answers = () => isListening(caller);
  const start = async () => {
    // Mostly an engine runs, and what starts programs takes milliseconds to load.
    const { startEngine } = await import('./start-engine.js');
    await startEngine(paths, answers);
  };
  const caller: HttpCaller = new HttpCaller(paths.socket, start);
  const client = createClient(paths.socket, caller);
  if (await answers()) return client;
  if (options.start === false) {
    throw new TscomposeError('ENGINE_UNREACHABLE', `no engine is running for the state root ${paths.root}`, {
      action: 'find the engine',
      subject: paths.root,
    });
  }
  await start();
  return client;
}

/** False when nobody listens. */
async function isListening(caller: HttpCaller): Promise<boolean> {
  try {
    await caller.reach();
    return true;
  } catch (error) {
    if (!(error instanceof TscomposeError) || error.code !== 'ENGINE_UNREACHABLE') throw error;
    // Somebody else's socket directory: without this a plain user would read of a connection, not of the rights.
    if (error.details.errno === 'EACCES') requireRoot();
    return false;
  }
}
