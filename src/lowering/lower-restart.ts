import { durationMilliseconds } from '../base/duration.js';
import type { Service } from '../model/service.js';
import type { RestartPolicy } from '../spec/container.js';
import { invalid } from './invalid.js';

type Path = readonly (string | number)[];

/**
 * `restart`, and `deploy.restart_policy`, which comes first where there are both, as in Docker Compose.
 * @throws TscomposeError STACK_FILE_INVALID
 */
export function lowerRestart(service: Pick<Service, 'restart' | 'deploy'>, path: Path): RestartPolicy {
  const policy = service.deploy?.restart_policy;
  if (policy === undefined) return ofText(service.restart, [...path, 'restart']);
  const at = [...path, 'deploy', 'restart_policy'];
  const delayMs = milliseconds(policy.delay, [...at, 'delay']);
  const windowMs = milliseconds(policy.window, [...at, 'window']);
  return {
    name: ofCondition(policy.condition, [...at, 'condition']),
    maxRetries: policy.max_attempts ?? 0,
    // Nothing at all between two runs would keep a machine busy with one broken service.
    ...(delayMs === 0 ? {} : { delayMs }),
    ...(windowMs === 0 ? {} : { windowMs }),
  };
}

/** `no`, `always`, `on-failure`, `on-failure:N`, `unless-stopped`. */
function ofText(text: string | undefined, path: Path): RestartPolicy {
  const [name = 'no', count] = (text ?? 'no').split(':');
  switch (name) {
    case 'no':
    case 'always':
    case 'unless-stopped':
      if (count === undefined) return { name, maxRetries: 0 };
      break;
    case 'on-failure':
      if (count === undefined || /^\d+$/.test(count)) return { name, maxRetries: Number(count ?? 0) };
      break;
  }
  throw invalid(path, `"${text}" is not one of no, always, on-failure[:N], unless-stopped`);
}

/** The specification's words; Docker Compose takes those of `restart` too. `any` goes without saying. */
function ofCondition(condition = 'any', path: Path): RestartPolicy['name'] {
  switch (condition) {
    case 'none':
    case 'no':
      return 'no';
    case 'any':
    case 'always':
      return 'always';
    case 'on-failure':
    case 'unless-stopped':
      return condition;
  }
  throw invalid(path, `"${condition}" is not one of none, on-failure, any`);
}

/** @returns 0 where nothing is said */
function milliseconds(text: string | undefined, path: Path): number {
  const ms = text === undefined ? 0 : durationMilliseconds(text);
  if (ms === undefined || ms < 0) throw invalid(path, `"${text}" is not a duration such as 5s`);
  return ms;
}
