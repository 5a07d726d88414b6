import { TscomposeError } from '../base/errors.js';
import { createClient } from './client.js';
import type { EngineClient } from './messages.js';
import { runtimePaths } from './runtime-paths.js';
import { requireRoot, startEngine } from './start-engine.js';

export interface ConnectOptions {
  /** State root; `/var/lib/tscompose` when absent. */
  readonly root?: string;
  /** Start an engine when none runs; true when absent. */
  readonly start?: boolean;
}

/**
 * The engine of a state root, started when none runs yet.
 * @throws ENGINE_UNREACHABLE, ENGINE_VERSION, NOT_ROOT, USAGE for a root that is too long
 */
export async function connectEngine(options: ConnectOptions = {}): Promise<EngineClient> {
  const paths = runtimePaths(options.root);
  const client = createClient(paths.socket);
  const answers = () => isAnswering(client);
  if (await answers()) return client;
  if (options.start === false) {
    throw new TscomposeError('ENGINE_UNREACHABLE', `no engine is running for the state root ${paths.root}`, {
      action: 'find the engine',
      subject: paths.root,
    });
  }
  await startEngine(paths, answers);
  return client;
}

/** False when nobody listens; every other failure is the caller's to see. */
async function isAnswering(client: EngineClient): Promise<boolean> {
  try {
    await client.status();
    return true;
  } catch (error) {
    if (!(error instanceof TscomposeError) || error.code !== 'ENGINE_UNREACHABLE') throw error;
    // Somebody else's socket directory: without this a plain user would read of a connection, not of the rights.
    if (error.details.errno === 'EACCES') requireRoot();
    return false;
  }
}
