import type { LoadedStack, ResolvedStack } from './request.js';

/** What commands that act on a stack see of one that was just loaded. */
export function resolvedStack(loaded: LoadedStack): ResolvedStack {
  const { stack, origin, warnings, unsupported, environment } = loaded;
  return {
    ...{ stack, origin, warnings, unsupported },
    variable: (name) => environment.get(name)?.value,
    whole: async () => loaded,
  };
}
