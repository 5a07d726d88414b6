import { TscomposeError } from '../base/errors.js';
import type { DesiredNetwork, DesiredStack, DesiredVolume } from '../lowering/desired.js';
import { serviceOf, stackOf } from '../lowering/labels.js';
import type { NetworkSpec } from '../spec/objects.js';
import { type RecreateOptions, recreateOf } from './decide-services.js';
import { containersOf, hashOf, isAttached, type Situation } from './observed-stack.js';
import { nodeId, type PlanBuilder } from './plan-builder.js';

/**
 * Names of the networks that exist and differ from what the file says now. They can only be changed by making them
 * anew, with every container on them: one that must not be recreated keeps its networks as they are.
 * @throws TscomposeError NETWORK for an external one that is missing, NAME_CONFLICT for one of another stack
 */
export function findReplacedNetworks(
  desired: DesiredStack,
  situation: Situation,
  options: RecreateOptions,
): ReadonlySet<string> {
  const containers = containersOf(situation.observation, desired.name);
  const isFrozen = (network: string) =>
    containers.some((container) => {
      const service = desired.services.get(serviceOf(container.spec.labels));
      if (service === undefined || !isAttached(container, network)) return false;
      return recreateOf(service, options) === 'none';
    });
  return new Set(
    desired.networks
      .filter((network) => networkState(desired, network, situation) === 'differs')
      .map((network) => network.spec.name)
      .filter((name) => !isFrozen(name)),
  );
}

function networkState(
  desired: DesiredStack,
  { key, external, spec }: DesiredNetwork,
  { observation }: Situation,
): 'missing' | 'differs' | 'same' {
  const observed = observation.networks.find((network) => network.spec.name === spec.name);
  if (external) {
    if (observed !== undefined) return 'same';
    throw new TscomposeError('NETWORK', `network ${spec.name} is declared external, but does not exist`, {
      path: ['networks', key],
      hint: 'Start the stack that makes it first, or remove "external: true".',
    });
  }
  if (observed === undefined) return 'missing';
  const owner = stackOf(observed.spec.labels);
  if (owner !== desired.name) {
    const whose = owner === undefined ? 'is not of this stack' : `belongs to stack ${owner}`;
    throw new TscomposeError('NAME_CONFLICT', `network ${spec.name} exists and ${whose}`, {
      path: ['networks', key],
      hint: 'Use another name, or "external: true" to join it.',
    });
  }
  return hashOf(observed.spec.labels) === hashOf(spec.labels) ? 'same' : 'differs';
}

/**
 * Adds the steps that make networks, and replace those that differ.
 * @param replaced names from {@link findReplacedNetworks}
 * @param removed ids of removed containers → id of the node that removes them
 * @throws TscomposeError NETWORK when a network cannot be replaced because a container stays on it
 */
export function planNetworks(
  plan: PlanBuilder,
  desired: DesiredStack,
  situation: Situation,
  {
    replaced,
    removed,
  }: {
    readonly replaced: ReadonlySet<string>;
    readonly removed: ReadonlyMap<string, string>;
  },
): void {
  for (const network of desired.networks) {
    const state = networkState(desired, network, situation);
    if (state === 'same') continue;
    const { name } = network.spec;
    if (state === 'missing') {
      plan.add({ kind: 'create-network', spec: network.spec }, ['missing'], []);
      continue;
    }
    if (!replaced.has(name)) {
      plan.warn(`network ${name} changed, and stays as it is: containers on it are not to be recreated`);
      continue;
    }
    const attached = situation.observation.containers.filter((container) => isAttached(container, name));
    const staying = attached.find((container) => !removed.has(container.id));
    if (staying !== undefined) {
      throw new TscomposeError(
        'NETWORK',
        `network ${name} changed, but ${staying.spec.name} is on it and not part of this command`,
        {
          path: ['networks', network.key],
          hint: 'Run the command for the whole stack, with --remove-orphans if that container is an orphan.',
        },
      );
    }
    const causes = networkDifferences(name, network.spec, situation);
    const removals = attached.flatMap((container) => removed.get(container.id) ?? []);
    plan.add({ kind: 'remove-network', name }, causes, removals);
    plan.add({ kind: 'create-network', spec: network.spec }, causes, [nodeId('remove-network', name)]);
  }
}

function networkDifferences(name: string, after: NetworkSpec, { observation }: Situation): readonly string[] {
  const before = observation.networks.find((network) => network.spec.name === name)?.spec;
  const causes = (['internal', 'subnet', 'gateway'] as const)
    .filter((key) => before?.[key] !== after[key])
    .map((key) => `${key}: ${before?.[key] ?? 'none'} → ${after[key] ?? 'none'}`);
  return causes.length > 0 ? causes : ['its labels changed'];
}

/**
 * Adds the steps that make volumes. One that exists is never replaced: it holds data.
 * @throws TscomposeError VOLUME for an external one that is missing
 */
export function planVolumes(plan: PlanBuilder, desired: DesiredStack, { observation }: Situation): void {
  for (const volume of desired.volumes) {
    const { name } = volume.spec;
    const observed = observation.volumes.find((candidate) => candidate.spec.name === name);
    if (observed === undefined) {
      if (volume.external) throw missingVolume(volume);
      plan.add({ kind: 'create-volume', spec: volume.spec }, ['missing'], []);
    } else if (!volume.external && stackOf(observed.spec.labels) !== desired.name) {
      plan.warn(
        `volume ${name} exists and was not made for this stack; set "external: true" if that is meant`,
      );
    } else if (!volume.external && observed.spec.device !== volume.spec.device) {
      const place = observed.spec.device ?? 'a directory of its own';
      plan.warn(
        `volume ${name} exists with its data in ${place}, and keeps it; "down -v" removes it, for the file's driver_opts to count`,
      );
    }
  }
}

function missingVolume({ key, spec }: DesiredVolume): TscomposeError {
  return new TscomposeError('VOLUME', `volume ${spec.name} is declared external, but does not exist`, {
    path: ['volumes', key],
    hint: 'Make it first, or remove "external: true".',
  });
}
