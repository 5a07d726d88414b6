import { existsSync } from 'node:fs';
import type { AttachTarget, ExecTarget } from '../../spec/engine.js';
import { unreachable } from './container-errors.js';
import type { ContainerPaths } from './container-paths.js';
import type { ContainerRecord } from './container-record.js';

type Socket = Pick<ContainerPaths, 'monitorSocket'>;

/** Where commands are started in a container that runs. @throws STATE_CORRUPT when its monitor cannot be reached any more */
export function execTargetOf({ process, spec }: ContainerRecord, { monitorSocket }: Socket): ExecTarget {
  const { env, cwd, user } = process;
  if (!existsSync(monitorSocket)) throw unreachable(spec.name, monitorSocket);
  return { socketPath: monitorSocket, env, workingDir: cwd, user };
}

/** Where clients attach to a container, once it runs. */
export function attachTargetOf({ spec }: ContainerRecord, { monitorSocket }: Socket): AttachTarget {
  return {
    socketPath: monitorSocket,
    name: spec.name,
    tty: spec.tty === true,
    stdinOpen: spec.stdinOpen === true,
    stdinOnce: spec.stdinOnce === true,
  };
}
