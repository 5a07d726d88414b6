import { parseArgs } from 'node:util';

export interface DaemonArguments {
  /** State root; absent: the default one. */
  readonly root?: string;
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
    options: { root: { type: 'string' }, version: { type: 'boolean', default: false } },
  });
  const idle = Number(env.TSCOMPOSE_IDLE_MS);
  return {
    version: values.version,
    idleMs: Number.isFinite(idle) && idle > 0 ? idle : DEFAULT_IDLE_MS,
    ...(values.root === undefined ? {} : { root: values.root }),
  };
}
