import { TscomposeError } from '../../base/errors.js';

/** What is true of every container, since there is no security module or filter at work: said, and nothing to do for it. */
const TRUE_ALREADY = ['seccomp=unconfined', 'apparmor=unconfined', 'label=disable'];
const OPEN_PATHS = 'systempaths=unconfined';

/**
 * An option in one form, whichever of `=` and `:` it was written with; undefined for one that asks for nothing.
 * @throws USAGE for one that cannot be heeded
 */
export function readSecurityOption(text: string): string | undefined {
  const [key = '', value] = text.split(/[=:](.*)/s, 2);
  if (key === 'no-new-privileges') {
    if (value === undefined || /^(1|t|true)$/i.test(value)) return key;
    if (/^(0|f|false)$/i.test(value)) return undefined;
    throw new TscomposeError('USAGE', `invalid security option "${text}": true or false is expected`);
  }
  const option = `${key}=${value}`;
  if (option === OPEN_PATHS || TRUE_ALREADY.includes(option)) return option;
  const known = ['no-new-privileges', ...TRUE_ALREADY, OPEN_PATHS].map((one) => `"${one}"`).join(', ');
  throw new TscomposeError('USAGE', `the security option "${text}" is not supported; what works: ${known}`);
}

export function forbidsNewPrivileges(options: readonly string[] = []): boolean {
  return options.includes('no-new-privileges');
}

/** Nothing of /proc and /sys is hidden or protected. */
export function opensSystemPaths(options: readonly string[] = []): boolean {
  return options.includes(OPEN_PATHS);
}
