import { parseArgs } from 'node:util';

export interface DaemonArguments {
  /** State root; absent: the default one. */
  readonly root?: string;
  /** Never ends for lack of work, and waits for its turn while another engine holds the lock: for a service manager. */
  readonly resident: boolean;
  /** Say the version and end. */
  readonly version: boolean;
  /** Milliseconds without work after which the engine ends. */
  readonly idleMs: number;
}

const DEFAULT_IDLE_MS = 60_000;

/** @param args without node and script @param env for TSCOMPOSE_IDLE_MS, which tests set */
export function daemonArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): DaemonArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      root: { type: 'string' },
      resident: { type: 'boolean', default: false },
      version: { type: 'boolean', default: false },
    },
  });
  const idle = Number(env.TSCOMPOSE_IDLE_MS);
  return {
    resident: values.resident,
    version: values.version,
    idleMs: Number.isFinite(idle) && idle > 0 ? idle : DEFAULT_IDLE_MS,
    ...(values.root === undefined ? {} : { root: values.root }),
  };
}
