import type { Service } from '../model/service.js';
import type { Hook, PreStartHook } from '../model/service-parts.js';
import type { ContainerSpec, HookSpec, PreStartSpec } from '../spec/container.js';
import { invalid } from './invalid.js';

/**
 * What runs before a service's container starts, and in it after its start and before its stop; nothing where there is none.
 * @throws TscomposeError STACK_FILE_INVALID for a hook without a command, where no image can have one
 */
export function lowerHooks(
  { pre_start: preStart = [], post_start: postStart = [], pre_stop: preStop = [] }: Service,
  path: readonly string[],
): Pick<ContainerSpec, 'preStart' | 'postStart' | 'preStop'> {
  const lower = (hooks: readonly Hook[], key: string) =>
    hooks.map((hook, index) => lowerHook(hook, [...path, key, index]));
  return {
    ...(preStart.length === 0 ? {} : { preStart: preStart.map(lowerPreStart) }),
    ...(postStart.length === 0 ? {} : { postStart: lower(postStart, 'post_start') }),
    ...(preStop.length === 0 ? {} : { preStop: lower(preStop, 'pre_stop') }),
  };
}

/** What its image runs where it names no command. */
function lowerPreStart({ image, per_replica: perReplica, ...hook }: PreStartHook): PreStartSpec {
  return {
    ...common(hook),
    ...(image === undefined ? {} : { image }),
    ...(perReplica ? { perReplica } : {}),
  };
}

function lowerHook(hook: Hook, path: readonly (string | number)[]): HookSpec {
  if (hook.command === null || hook.command.length === 0) throw invalid(path, 'a hook needs a command');
  return common(hook);
}

function common({ command, user, working_dir: workingDir, environment = {}, privileged }: Hook): HookSpec {
  const env = Object.entries(environment).flatMap(([key, value]) =>
    value === null ? [] : [`${key}=${value}`],
  );
  return {
    args: command ?? [],
    env,
    ...(user === undefined ? {} : { user }),
    ...(workingDir === undefined ? {} : { workingDir }),
    ...(privileged ? { privileged: true } : {}),
  };
}
