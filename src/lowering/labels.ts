import type { Dependency, DependencyCondition } from '../model/service-parts.js';
import { LABEL } from '../spec/labels.js';

export { LABEL };

type Labels = Readonly<Record<string, string>>;

/** What is ours on a container, apart from the labels of the user. */
export const OWN_LABELS: ReadonlySet<string> = new Set(Object.values(LABEL));

export function stackOf(labels: Labels): string | undefined {
  return labels[LABEL.project];
}

export function serviceOf(labels: Labels): string {
  return labels[LABEL.service] ?? '';
}

/** Number of the replica, from 1. */
export function replicaOf(labels: Labels): number {
  const number = Number(labels[LABEL.number]);
  return Number.isInteger(number) && number > 0 ? number : 1;
}

/** Made by `run`, not by `up`. */
export function isOneOff(labels: Labels): boolean {
  return labels[LABEL.oneoff] === 'True';
}

/** `db:service_healthy:false,cache:service_started:true`: service, condition, restart, as Docker Compose writes it. */
export function dependsOnLabel(dependencies: Readonly<Record<string, Dependency>>): string {
  return Object.entries(dependencies)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([service, { condition, restart }]) => `${service}:${condition}:${restart ?? false}`)
    .join(',');
}

/** Names of the services in a {@link dependsOnLabel}: a stack is taken down in order without its file. */
export function dependenciesOf(labels: Labels): readonly string[] {
  return [...dependencyConditions(labels).keys()];
}

/** What a {@link dependsOnLabel} tells; whether a dependency is required is not in it. */
export function dependencyMap(labels: Labels): Readonly<Record<string, Dependency>> {
  const entries = (labels[LABEL.dependsOn] ?? '').split(',').map((entry) => entry.split(':'));
  return Object.fromEntries(
    entries.flatMap(([service = '', condition = '', restart]) =>
      service === '' || !isCondition(condition)
        ? []
        : [[service, { condition, required: true, restart: restart === 'true' }]],
    ),
  );
}

const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'] as const;

function isCondition(text: string): text is DependencyCondition {
  return CONDITIONS.some((condition) => condition === text);
}

/** Service → condition, of a {@link dependsOnLabel}. */
export function dependencyConditions(labels: Labels): ReadonlyMap<string, string> {
  const entries = (labels[LABEL.dependsOn] ?? '').split(',').map((entry) => entry.split(':'));
  return new Map(
    entries.flatMap(([service = '', condition = '']) =>
      service === '' ? [] : [[service, condition] as const],
    ),
  );
}
