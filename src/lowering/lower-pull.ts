import { durationMilliseconds } from '../base/duration.js';
import type { Service } from '../model/service.js';
import { invalid } from './invalid.js';

/** When a service's image is pulled: each time, when the store lacks it, never, or when the last pull is so long ago. */
export type PullPolicy = 'always' | 'missing' | 'never' | { readonly everyMs: number };

export interface PullWish {
  readonly policy: PullPolicy;
  /** As the file writes it: `linux/arm64`; absent: the machine's. */
  readonly platform?: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** `pull_policy` and `platform`. @throws TscomposeError STACK_FILE_INVALID */
export function lowerPull(
  { pull_policy, platform }: Pick<Service, 'pull_policy' | 'platform'>,
  path: readonly (string | number)[],
): PullWish {
  return {
    policy: pullPolicy(pull_policy, [...path, 'pull_policy']),
    ...(platform === undefined ? {} : { platform }),
  };
}

function pullPolicy(text: string | undefined, path: readonly (string | number)[]): PullPolicy {
  switch (text) {
    case undefined:
    case '':
    case 'missing':
    case 'if_not_present':
      return 'missing';
    case 'always':
    case 'never':
      return text;
    case 'daily':
      return { everyMs: DAY_MS };
    case 'weekly':
      return { everyMs: 7 * DAY_MS };
  }
  const everyMs = text.startsWith('every_') ? durationMilliseconds(text.slice('every_'.length)) : undefined;
  if (everyMs !== undefined && everyMs > 0) return { everyMs };
  throw invalid(
    path,
    `"${text}" is not one of always, missing, if_not_present, never, daily, weekly, every_DURATION`,
  );
}
