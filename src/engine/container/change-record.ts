import { isDeepStrictEqual } from 'node:util';
import type { ContainerSpec, ContainerUpdate } from '../../spec/container.js';
import { applyLimits } from './apply-limits.js';
import { mountedHierarchies } from './cgroups.js';
import type { ContainerParts } from './container-parts.js';
import { cgroupPath } from './container-paths.js';
import type { ContainerRecord } from './container-record.js';
import { requireMachineCan } from './machine-limits.js';

/**
 * Changes what a container is to be, at once where it runs.
 * @returns its record as it is from now on
 * @throws CONTAINER_START when the machine cannot give what is wanted; KERNEL
 */
export async function changeRecord(
  { scope, files }: ContainerParts,
  record: ContainerRecord,
  changes: Partial<ContainerUpdate & Pick<ContainerSpec, 'name'>>,
  { running }: { readonly running: boolean },
): Promise<ContainerRecord> {
  const changed = { ...record, spec: { ...record.spec, ...changes } };
  requireMachineCan(changed.spec);
  // First, since the kernel may refuse it.
  if (running) applyLimits(mountedHierarchies(), cgroupPath(scope, record.id), record.spec, changes);
  await files.writeRecord(changed);
  return changed;
}

/** Whether something is otherwise that `update` can change. */
export function settingsDiffer(before: ContainerSpec, after: ContainerSpec): boolean {
  const settings = ({ restart, limits, pidsLimit }: ContainerSpec) => ({ restart, limits, pidsLimit });
  return !isDeepStrictEqual(settings(before), settings(after));
}
