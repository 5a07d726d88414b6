import { TscomposeError } from '../../../src/base/errors.js';
import type { ContainerSpec } from '../../../src/spec/container.js';
import { LABEL } from '../../../src/spec/labels.js';

/** What a machine with one processor says to a container that wants more. */
export function requireOneCpu({ name, limits, labels }: ContainerSpec): void {
  if ((limits?.nanoCpus ?? 0) <= 1e9) return;
  const path = ['services', labels[LABEL.service] ?? '', 'cpus'];
  throw new TscomposeError('CONTAINER_START', `${name}: there is one CPU`, { path });
}
