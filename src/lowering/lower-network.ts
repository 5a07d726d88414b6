import type { Network } from '../model/network.js';
import type { Volume } from '../model/resources.js';
import type { Stack } from '../model/stack.js';
import type { NetworkSpec, VolumeSpec } from '../spec/objects.js';
import { lowerAddressRange } from './address-range.js';
import { configHash } from './config-hash.js';
import type { DesiredNetwork, DesiredVolume } from './desired.js';
import { invalid } from './invalid.js';
import { LABEL } from './labels.js';
import { lowerVolumeOptions } from './lower-volume-options.js';

/** A service without networks of its own is on the network `default`, which the file need not name. */
export function networkOf(stack: Stack, key: string, path: readonly (string | number)[]): Network {
  const network = stack.networks?.[key];
  if (network !== undefined) return network;
  if (key === 'default') return { name: `${stack.name}_default`, ipam: {} };
  throw invalid(path, `network "${key}" is not defined under networks`);
}

export function lowerNetwork(stack: Stack, key: string): DesiredNetwork {
  const path = ['networks', key];
  const network = networkOf(stack, key, path);
  if (network.external === true) {
    return { key, external: true, spec: { name: network.name, labels: {}, internal: false } };
  }
  if (network.driver !== undefined && network.driver !== 'bridge' && network.driver !== 'default') {
    throw invalid([...path, 'driver'], `the driver "${network.driver}" is not supported; "bridge" is`);
  }
  const spec: NetworkSpec = {
    name: network.name,
    labels: network.labels ?? {},
    internal: network.internal ?? false,
    ...lowerAddressRange(network, path),
  };
  return { key, external: false, spec: { ...spec, labels: ownedLabels(stack, spec, LABEL.network, key) } };
}

export function lowerVolume(stack: Stack, key: string, volume: Volume): DesiredVolume {
  if (volume.external === true) return { key, external: true, spec: { name: volume.name, labels: {} } };
  if (volume.driver !== undefined && volume.driver !== 'local' && volume.driver !== 'default') {
    throw invalid(['volumes', key, 'driver'], `the driver "${volume.driver}" is not supported; "local" is`);
  }
  const options = lowerVolumeOptions(volume, ['volumes', key]);
  const spec: VolumeSpec = { name: volume.name, labels: volume.labels ?? {}, ...options };
  return { key, external: false, spec: { ...spec, labels: ownedLabels(stack, spec, LABEL.volume, key) } };
}

function ownedLabels(
  stack: Stack,
  spec: NetworkSpec | VolumeSpec,
  kind: string,
  key: string,
): Readonly<Record<string, string>> {
  return {
    ...spec.labels,
    [LABEL.project]: stack.name,
    [kind]: key,
    [LABEL.configHash]: configHash(spec),
  };
}
