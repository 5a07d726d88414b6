import { TscomposeError } from '../base/errors.js';
import type { RestartPolicy } from '../spec/container.js';

const POLICIES = ['no', 'always', 'unless-stopped', 'on-failure'] as const;

/** Value of `--restart`: `on-failure:3`. @throws USAGE */
export function parseRestart(text: string): RestartPolicy {
  const [word = '', times, ...more] = text.split(':');
  const name = POLICIES.find((policy) => policy === word);
  const takesTimes = name === 'on-failure';
  const isWrong =
    name === undefined || more.length > 0 || (times !== undefined && !(takesTimes && /^\d+$/.test(times)));
  if (!isWrong) return { name, maxRetries: Number(times ?? 0) };
  throw new TscomposeError('USAGE', `invalid restart policy "${text}"`, {
    hint: `Use one of ${POLICIES.join(', ')}; on-failure:3 gives it up after three times.`,
  });
}
parseRestart.choices = [...POLICIES];
