import type { Command } from 'commander';
import type { EngineClient } from '../api/messages.js';
import type { AttachTarget } from '../spec/engine.js';
import { parseBoolean } from './flag-values.js';
import { DEFAULT_DETACH_KEYS, parseDetachKeys } from './session/detach-keys.js';
import type { AttachOptions } from './session/run-attach.js';

export interface AttachFlags {
  readonly detachKeys: string;
  /** False with --no-stdin. */
  readonly stdin: boolean;
  readonly sigProxy: boolean;
}

/** The options of `attach`, for services and containers. */
export function addAttachOptions(command: Command): Command {
  return command
    .option(
      '--detach-keys <keys>',
      'keys that leave the container running, e.g. ctrl-p,ctrl-q or a',
      DEFAULT_DETACH_KEYS,
    )
    .option('--no-stdin', 'do not attach standard input')
    .option('--sig-proxy [boolean]', 'pass signals on to the process', parseBoolean('--sig-proxy'), true);
}

/** @throws USAGE for keys that there are not */
export function attachOptions(
  { detachKeys, stdin, sigProxy }: AttachFlags,
  client: EngineClient,
  target: AttachTarget,
): AttachOptions {
  return {
    input: stdin,
    output: true,
    error: true,
    lossless: false,
    detachKeys: parseDetachKeys(detachKeys),
    ...(sigProxy ? { passSignal: (signal) => client.signalContainer(target.name, { signal }) } : {}),
  };
}
