import { TscomposeError } from '../../base/errors.js';
import { closure } from '../../graph/graph.js';
import type { Stack } from '../../model/stack.js';
import { requireServices } from '../cli.js';

/** Service → number of containers that was asked for. */
export type Scales = ReadonlyMap<string, number>;

/**
 * `SERVICE=NUM` of `--scale`; for one service the last one counts.
 * @throws USAGE
 */
export function addScale(value: string, previous: Scales): Scales {
  return new Map([
    ...previous,
    parseScale(value, `invalid --scale option "${value}". Should be SERVICE=NUM`),
  ]);
}

/** The arguments of `scale`. @throws USAGE */
export function parseScales(values: readonly string[]): Scales {
  return new Map(values.map((value) => parseScale(value, `invalid scale specifier: ${value}`)));
}

function parseScale(value: string, complaint: string): [string, number] {
  const [, service, count] = /^([^=]+)=(\d{1,5})$/.exec(value) ?? [];
  if (service !== undefined && count !== undefined) return [service, Number(count)];
  throw new TscomposeError('USAGE', complaint, { hint: 'NUM is a whole number from 0.' });
}

/**
 * The stack with other numbers of containers than the file says.
 * @param selected services that the command is about, with what they depend on; all when empty
 * @throws USAGE for a service that the stack does not have, or that is not part of the command
 */
export function scaleServices(stack: Stack, scales: Scales, selected: readonly string[]): Stack {
  requireServices([...scales.keys()], Object.keys(stack.services));
  const graph = new Map(
    Object.entries(stack.services).map(([name, { depends_on }]) => [name, Object.keys(depends_on ?? {})]),
  );
  const part = selected.length === 0 ? new Set(graph.keys()) : closure(graph, selected);
  const outside = [...scales.keys()].find((name) => !part.has(name));
  if (outside !== undefined) {
    throw new TscomposeError('USAGE', `cannot scale ${outside}: this command does not start it`, {
      hint: `Name it too, or leave "--scale ${outside}=${scales.get(outside)}" out.`,
    });
  }
  const services = Object.entries(stack.services).map(([name, service]) => {
    const scale = scales.get(name);
    return [name, scale === undefined ? service : { ...service, scale }] as const;
  });
  return { ...stack, services: Object.fromEntries(services) };
}
