import type { ContainerSpec } from '../spec/container.js';
import { LABEL } from '../spec/labels.js';
import type { LabelsOf } from '../spec/parts.js';
import type { Damage, Mendable, Repaired, Repairs } from '../spec/repair.js';
import { mend } from './store/damage.js';

/** Joins what the parts of the engine know of damaged files. @param parts each tells of its own */
export function repairs(parts: readonly (() => Promise<readonly Mendable[]>)[]): Repairs {
  const find = async () => {
    const found = (await Promise.all(parts.map((damages) => damages()))).flat();
    return found.sort((left, right) => (left.path < right.path ? -1 : 1));
  };
  return {
    damages: async () => (await find()).map(({ mend: _, ...damage }): Damage => damage),
    repair: async () => {
      const done: Repaired[] = [];
      // One after the other: a container has to let go of its network before that is looked at.
      for (const damage of await find()) done.push(await mend(damage));
      return done;
    },
  };
}

/**
 * What the labels of a network or volume must have been, as a container that uses it tells.
 * @param kind last word of the label that holds its short name
 */
export function labelsByUsers(
  kind: 'network' | 'volume',
  specs: readonly ContainerSpec[],
  uses: (spec: ContainerSpec) => readonly (string | undefined)[],
): LabelsOf {
  return (name) => {
    const stack = specs.find((spec) => uses(spec).includes(name))?.labels[LABEL.project];
    if (stack === undefined || !name.startsWith(`${stack}_`)) return {};
    return { [LABEL.project]: stack, [`com.docker.compose.${kind}`]: name.slice(stack.length + 1) };
  };
}
