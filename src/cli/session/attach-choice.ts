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
  { services }: Stack,
  selected: readonly string[],
  wishes: AttachWishes,
): AttachChoice {
  const { attach, noAttach, attachDependencies, exitCodeFrom } = wishes;
  const all = Object.keys(services);
  const graph = new Map(all.map((name) => [name, Object.keys(services[name]?.depends_on ?? {})]));
  const named = selected.length === 0 ? all : selected;
  const started = wishes.deps ? closure(graph, named) : new Set(named);
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
