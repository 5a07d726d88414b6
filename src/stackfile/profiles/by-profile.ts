import { child, type Entry, itemsOf, type MapNode, map, type TreeNode, withValues } from '../tree.js';

export interface ServicesByProfile {
  /** The stack with the services that have no profile, or one that is active. */
  readonly stack: MapNode;
  /** The other services. */
  readonly disabled: MapNode;
}

/**
 * Parts the services of a stack by whether a profile of theirs is active.
 * @param active `*` stands for all profiles
 */
export function byProfile(stack: MapNode, active: readonly string[]): ServicesByProfile {
  const services = child(stack, 'services');
  if (services?.kind !== 'map') return { stack, disabled: map(stack.at, {}) };
  const enabled = new Map<string, Entry>();
  const disabled = new Map<string, Entry>();
  for (const [name, entry] of services.entries) {
    (isActive(entry.value, active) ? enabled : disabled).set(name, entry);
  }
  return {
    stack: disabled.size === 0 ? stack : withValues(stack, { services: { ...services, entries: enabled } }),
    disabled: { ...services, entries: disabled },
  };
}

/** The `--profile`s, else those that COMPOSE_PROFILES lists. */
export function activeProfiles(
  given: readonly string[] | undefined,
  variable: string | undefined,
): readonly string[] {
  if (given !== undefined && given.length > 0) return given;
  return (variable ?? '').split(',').map((name) => name.trim());
}

function isActive(service: TreeNode, active: readonly string[]): boolean {
  const profiles = itemsOf(child(service, 'profiles'));
  if (profiles.length === 0 || active.includes('*')) return true;
  return profiles.some((profile) => profile.kind === 'scalar' && active.includes(String(profile.value)));
}
