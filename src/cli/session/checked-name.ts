import { TscomposeError } from '../../base/errors.js';

/** A name that a container may have. @throws USAGE in Docker's words */
export function checkedName(name: string): string {
  if (/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name)) return name;
  throw new TscomposeError(
    'USAGE',
    `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
  );
}
