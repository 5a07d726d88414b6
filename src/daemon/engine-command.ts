import type { RuntimePaths } from '../api/runtime-paths.js';
import type { EngineCommand } from '../engine/container/container-parts.js';

/** The command that starts this engine again, for the monitors. @param runtime the process that runs it now */
export function engineCommand(
  { root, lock }: Pick<RuntimePaths, 'lock' | 'root'>,
  resident: boolean,
  runtime: Pick<NodeJS.Process, 'execPath' | 'argv'>,
  env: Readonly<Record<string, string | undefined>>,
): EngineCommand {
  return {
    args: [runtime.execPath, runtime.argv[1] ?? '', '--root', root, ...(resident ? ['--resident'] : [])],
    env: Object.entries(env).map(([name, value]) => `${name}=${value ?? ''}`),
    lockPath: lock,
  };
}
