import { posix } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { TscomposeError } from '../../base/errors.js';
import type { Service } from '../../model/service.js';
import type { Hook, Watch } from '../../model/service-parts.js';
import type { Stack } from '../../model/stack.js';
import { isEphemeral } from './ephemeral-files.js';

/** What is done about a change below a path. */
export interface WatchRule {
  readonly service: string;
  readonly action: Exclude<Watch['action'], 'rebuild'>;
  /** Absolute path of the host. */
  readonly path: string;
  /** Absolute path in the container; absent where nothing is copied. */
  readonly target?: string;
  readonly exec: Hook;
  readonly initialSync: boolean;
  /** Whether a path of the host, and what is below it, is nothing to the rule, which is so for all that is elsewhere. */
  ignores(hostPath: string): boolean;
  /** Whether a path of the host is one that the rule is about. */
  concerns(hostPath: string): boolean;
}

export interface WatchRules {
  readonly rules: readonly WatchRule[];
  readonly warnings: readonly string[];
}

/**
 * The rules of `develop.watch` of the services (Compose Develop Specification).
 * @param services all when empty
 * @throws STACK_UNSUPPORTED for images to be rebuilt, STACK_FILE_INVALID for a rule that lacks what its action needs, USAGE when
 *   there are none
 */
export function watchRules({ services: all }: Stack, services: readonly string[]): WatchRules {
  const rules: WatchRule[] = [];
  const warnings: string[] = [];
  for (const [name, service] of Object.entries(all)) {
    if (services.length > 0 && !services.includes(name)) continue;
    for (const [index, watch] of (service.develop?.watch ?? []).entries()) {
      const rule = ruleOf(name, watch, ['services', name, 'develop', 'watch', index]);
      if (copies(rule) && isMounted(watch.path, service)) {
        warnings.push(`${watch.path} is in a bind mount of ${name} already, and is not watched`);
      } else rules.push(rule);
    }
  }
  if (rules.length > 0 || warnings.length > 0) return { rules, warnings };
  throw new TscomposeError(
    'USAGE',
    "none of the selected services is configured for watch, consider setting a 'develop' section",
    { action: 'watch' },
  );
}

/** Whether files go into the container. */
export function copies({ action }: Pick<WatchRule, 'action'>): boolean {
  return action.startsWith('sync');
}

/** Where a path of the host goes; undefined for a rule that copies nothing. */
export function targetOf({ path, target }: WatchRule, hostPath: string): string | undefined {
  return target === undefined ? undefined : posix.join(target, posix.relative(path, hostPath));
}

function ruleOf(service: string, watch: Watch, place: readonly (string | number)[]): WatchRule {
  const { action, path, target, exec } = watch;
  if (action === 'rebuild') {
    throw new TscomposeError(
      'STACK_UNSUPPORTED',
      'the action "rebuild" needs images to be built, which is not possible yet',
      {
        action: 'watch',
        path: [...place, 'action'],
        hint: 'sync, sync+restart, sync+exec and restart work.',
      },
    );
  }
  if (action.startsWith('sync') && target === undefined) {
    throw lacking(`the action "${action}" needs a target`, [...place, 'action']);
  }
  if (action === 'sync+exec' && (exec?.command?.length ?? 0) === 0) {
    throw lacking('the action "sync+exec" needs a command', [...place, 'action']);
  }
  const included =
    watch.include === undefined || watch.include.length === 0 ? undefined : matcher(watch.include);
  const ignored = matcher(watch.ignore ?? []);
  const ignores = (hostPath: string) => {
    const relative = posix.relative(path, hostPath);
    // The path itself is watched, be it a file or a directory.
    if (relative === '') return false;
    return isOutside(relative) || isEphemeral(hostPath) || ignored(relative);
  };
  return {
    service,
    action,
    path,
    ...(target === undefined ? {} : { target }),
    exec,
    initialSync: watch.initial_sync === true,
    ignores,
    concerns: (hostPath) => {
      const relative = posix.relative(path, hostPath);
      if (ignores(hostPath)) return false;
      return relative === '' || (included?.(relative) ?? true);
    },
  };
}

function isOutside(relative: string): boolean {
  return relative === '..' || relative.startsWith('../');
}

/** Patterns as those of a `.dockerignore`. */
function matcher(patterns: readonly string[]): (relative: string) => boolean {
  const matching = dockerignore.default({ ignorecase: false }).add([...patterns]);
  return (relative) => matching.ignores(relative);
}

function isMounted(path: string, { volumes = [] }: Service): boolean {
  return volumes.some(
    (volume) =>
      volume.type === 'bind' &&
      volume.source !== undefined &&
      !isOutside(posix.relative(volume.source, path)),
  );
}

function lacking(message: string, path: readonly (string | number)[]): TscomposeError {
  return new TscomposeError('STACK_FILE_INVALID', message, { action: 'watch', path });
}
