import { TscomposeError } from '../../base/errors.js';
import { closure } from '../../graph/graph.js';
import type { Problems } from '../problems.js';
import type { StackRequest } from '../request.js';
import { child, type Entry, entriesOf, itemsOf, quote, withValues } from '../tree.js';
import { didYouMean } from '../validate/near-miss.js';
import { byProfile, type ServicesByProfile } from './by-profile.js';

/** The services that a request names, as `ServicesByProfile` has them. */
export function chosenServices(
  parts: ServicesByProfile,
  { enable = [], select = [] }: Pick<StackRequest, 'enable' | 'select'>,
  active: readonly string[],
  problems: Problems,
): ServicesByProfile {
  return withSelected(withEnabled(parts, [...enable, ...select], active), select, problems);
}

/**
 * Activates the profiles of services that are called by name.
 * @param active profiles that are active anyway
 * @throws TscomposeError USAGE when there is no such service
 */
function withEnabled(
  parts: ServicesByProfile,
  names: readonly string[],
  active: readonly string[],
): ServicesByProfile {
  const enabled = child(parts.stack, 'services');
  const profiles = names.flatMap((name) => {
    if (child(enabled, name) !== undefined) return [];
    const service = child(parts.disabled, name);
    if (service === undefined) throw noSuchService(name, parts);
    return itemsOf(child(service, 'profiles')).map((profile) =>
      profile.kind === 'scalar' ? String(profile.value) : '',
    );
  });
  if (profiles.length === 0 || enabled?.kind !== 'map') return parts;
  const entries = new Map([...enabled.entries, ...parts.disabled.entries]);
  return byProfile(withValues(parts.stack, { services: { ...enabled, entries } }), [...active, ...profiles]);
}

/**
 * Leaves only these services and what they depend on, directly or not; all others count as disabled.
 * @throws TscomposeError USAGE when there is no such service
 */
function withSelected(
  parts: ServicesByProfile,
  names: readonly string[],
  problems: Problems,
): ServicesByProfile {
  const services = child(parts.stack, 'services');
  if (names.length === 0 || services?.kind !== 'map') return parts;
  const missing = names.find((name) => !services.entries.has(name));
  if (missing !== undefined) throw noSuchService(missing, parts);
  const graph = new Map(
    [...services.entries].map(([name, { value }]) => [
      name,
      [...entriesOf(child(value, 'depends_on'))].map(([other]) => other),
    ]),
  );
  const kept = closure(graph, names);
  const selected = new Map<string, Entry>();
  const disabled = new Map(parts.disabled.entries);
  for (const [name, entry] of services.entries) {
    if (!kept.has(name)) disabled.set(name, entry);
    else selected.set(name, { ...entry, value: withoutMissing(name, entry, kept, parts, problems) });
  }
  return {
    stack: withValues(parts.stack, { services: { ...services, entries: selected } }),
    disabled: { ...parts.disabled, entries: disabled },
  };
}

/** Without dependencies that are not there; one that is required and whose profile is not active is a problem. */
function withoutMissing(
  name: string,
  { value: service }: Entry,
  kept: ReadonlySet<string>,
  { disabled }: ServicesByProfile,
  problems: Problems,
): Entry['value'] {
  const dependencies = child(service, 'depends_on');
  if (service.kind !== 'map' || dependencies?.kind !== 'map') return service;
  const left = new Map([...dependencies.entries].filter(([other]) => kept.has(other)));
  if (left.size === dependencies.entries.size) return service;
  for (const [other, { key, value }] of dependencies.entries) {
    const required = child(value, 'required');
    const optional = required?.kind === 'scalar' && required.value === false;
    if (kept.has(other) || optional || !disabled.entries.has(other)) continue;
    const message = `the service ${quote(other)} has no active profile; activate one with --profile, or say "required: false"`;
    problems.add(key, ['services', name, 'depends_on', other], message);
  }
  return withValues(service, {
    depends_on: left.size === 0 ? undefined : { ...dependencies, entries: left },
  });
}

function noSuchService(name: string, { stack, disabled }: ServicesByProfile): TscomposeError {
  const known = [...entriesOf(child(stack, 'services')), ...entriesOf(disabled)].map(([service]) => service);
  const similar = didYouMean(name, known).replace(/^; d/, 'D');
  const hint = similar === '' ? 'See with "tscompose config --services" which there are.' : similar;
  return new TscomposeError('USAGE', `no such service: ${name}`, { hint });
}
