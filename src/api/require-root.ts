import { TscomposeError } from '../base/errors.js';

/** @throws NOT_ROOT unless this process may do what the engine does */
export function requireRoot(): void {
  if (process.geteuid?.() === 0) return;
  throw new TscomposeError(
    'NOT_ROOT',
    'tscompose needs root: it makes namespaces, mounts, bridges and cgroups',
    {
      action: 'start the engine',
      hint: 'Run the command with sudo.',
    },
  );
}
