import type { DesiredContainer, DesiredService } from './desired.js';
import { LABEL, stackOf } from './labels.js';

/** The container of a service that bears this number. */
export function replica(service: Omit<DesiredService, 'isNamed'>, number: number): DesiredContainer {
  const { name, containerName, template } = service;
  const { labels } = template.spec;
  return {
    ...template,
    replica: number,
    spec: {
      ...template.spec,
      name: containerName ?? `${stackOf(labels)}-${name}-${number}`,
      labels: { ...labels, [LABEL.number]: String(number) },
    },
  };
}
