import type { Service } from '../model/service.js';
import type { Hook } from '../model/service-parts.js';
import type { ContainerSpec, HookSpec } from '../spec/container.js';
import { invalid } from './invalid.js';

/**
 * What runs in a service's container after its start and before its stop; nothing where there is none.
 * @throws TscomposeError STACK_FILE_INVALID for a hook without a command
 */
export function lowerHooks(
  { post_start: postStart = [], pre_stop: preStop = [] }: Service,
  path: readonly string[],
): Pick<ContainerSpec, 'postStart' | 'preStop'> {
  const lower = (hooks: readonly Hook[], key: string) =>
    hooks.map((hook, index) => lowerHook(hook, [...path, key, index]));
  return {
    ...(postStart.length === 0 ? {} : { postStart: lower(postStart, 'post_start') }),
    ...(preStop.length === 0 ? {} : { preStop: lower(preStop, 'pre_stop') }),
  };
}

function lowerHook(
  { command, user, working_dir: workingDir, environment = {}, privileged }: Hook,
  path: readonly (string | number)[],
): HookSpec {
  if (command === null || command.length === 0) throw invalid(path, 'a hook needs a command');
  const env = Object.entries(environment).flatMap(([key, value]) =>
    value === null ? [] : [`${key}=${value}`],
  );
  return {
    args: command,
    env,
    ...(user === undefined ? {} : { user }),
    ...(workingDir === undefined ? {} : { workingDir }),
    ...(privileged ? { privileged: true } : {}),
  };
}
