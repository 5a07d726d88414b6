import { TscomposeError } from '../../base/errors.js';
import { closure } from '../../graph/graph.js';
import type { Stack } from '../../model/stack.js';
import { requireServices } from '../cli.js';

export interface AttachWishes {
  readonly attach: readonly string[];
  readonly noAttach: readonly string[];
  readonly attachDependencies?: true;
  readonly exitCodeFrom?: string;
  /** False for `--no-deps`. */
  readonly deps: boolean;
}

/** What `up` looks at while it is attached. */
export interface AttachChoice {
  /** Services whose lines are shown, in alphabetical order. */
  readonly shown: readonly string[];
  /** Services whose ends are told; `up` goes on until all of them have ended. */
  readonly followed: readonly string[];
}

/**
 * Docker Compose's choice: what was named is shown and followed, or all where nothing was named; flags and `attach: false`
 * change what is shown.
 * @param selected services that were named
 * @throws USAGE for a service that the command does not start
 */
export function chooseAttached(
  { services }: Pick<Stack, 'services'>,
  selected: readonly string[],
  wishes: AttachWishes,
): AttachChoice {
  const { attach, noAttach, attachDependencies, exitCodeFrom } = wishes;
  const all = Object.keys(services);
  const graph = dependencies({ services });
  const named = selected.length === 0 ? all : selected;
  const started = new Set(startedServices({ services }, selected, wishes));
  const outside = attach.filter((name) => !started.has(name));
  if (outside.length > 0) {
    throw new TscomposeError('USAGE', `cannot attach to services not included in up: ${outside.join(', ')}`);
  }
  requireServices(noAttach, all);
  requireServices(exitCodeFrom === undefined ? [] : [exitCodeFrom], [...started]);
  const wanted = attach.length > 0 ? attach : attachDependencies ? [...closure(graph, named)] : named;
  const isShown = (name: string) =>
    started.has(name) && !noAttach.includes(name) && (attach.length > 0 || services[name]?.attach !== false);
  const shown = [...new Set(wanted)].filter(isShown).sort();
  const base = selected.length > 0 || shown.length === 0 ? named : shown;
  const followed = new Set([...base, ...(exitCodeFrom === undefined ? [] : [exitCodeFrom])]);
  return { shown, followed: [...followed].sort() };
}

/** Services that `up` starts, in the order of the stack. @param selected services that were named; none: all */
export function startedServices(
  { services }: Pick<Stack, 'services'>,
  selected: readonly string[],
  { deps }: Pick<AttachWishes, 'deps'>,
): readonly string[] {
  const all = Object.keys(services);
  const named = selected.length === 0 ? all : selected;
  const started = deps ? closure(dependencies({ services }), named) : new Set(named);
  return all.filter((name) => started.has(name));
}

function dependencies({ services }: Pick<Stack, 'services'>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(services).map(([name, { depends_on }]) => [name, Object.keys(depends_on ?? {})]),
  );
}
