import { TscomposeError } from '../base/errors.js';

/** What `--pull` asks for. */
export type PullFlag = 'always' | 'missing' | 'never';

export const POLICIES: Readonly<Record<string, PullFlag>> = {
  always: 'always',
  missing: 'missing',
  if_not_present: 'missing',
  never: 'never',
};

/** @throws USAGE */
export function parsePull(value: string): PullFlag {
  const policy = POLICIES[value];
  if (policy !== undefined) return policy;
  throw new TscomposeError('USAGE', `invalid --pull option "${value}"`, {
    hint: `Use one of ${Object.keys(POLICIES).join(', ')}.`,
  });
}
parsePull.choices = ['always', 'missing', 'never'];
