import type { ObservedContainer } from '../../spec/container.js';
import type { ContainerDetails, MountDetails } from '../../spec/container-details.js';
import type { ObservedNetwork, ObservedVolume } from '../../spec/objects.js';
import type { ContainerPaths } from './container-paths.js';
import type { ContainerRecord, ResolvedMount } from './container-record.js';
import { protectedPaths } from './isolation.js';

/** All that the engine knows of a container; whether it is about to restart is not its to know. */
export function describeContainer(
  { record, observed }: { readonly record: ContainerRecord; readonly observed: ObservedContainer },
  paths: ContainerPaths,
  networks: readonly ObservedNetwork[],
  volumes: readonly ObservedVolume[],
): Omit<ContainerDetails, 'restarting'> {
  const { env, cwd, user, hostname } = record.process;
  const attached = new Set(record.spec.networks.map(({ network }) => network));
  const data = new Map(volumes.map(({ spec, mountpoint }) => [spec.name, mountpoint]));
  return {
    container: observed,
    ...{ env, workingDir: cwd, user, hostname },
    mounts: record.mounts.map((mount) => mountDetails(mount, data)),
    paths: {
      log: paths.log,
      hosts: paths.hosts,
      hostname: paths.hostname,
      resolvConf: paths.resolvConf,
    },
    ...protectedPaths(record.spec),
    networks: Object.fromEntries(
      networks
        .filter(({ spec }) => attached.has(spec.name))
        .map(({ spec, id, gateway, subnet }) => [spec.name, { id, gateway, subnet }]),
    ),
  };
}

function mountDetails(mount: ResolvedMount, data: ReadonlyMap<string, string>): MountDetails {
  const { target } = mount;
  switch (mount.type) {
    case 'bind':
      return {
        ...{ type: mount.type, target, source: mount.source, readOnly: mount.readOnly },
        propagation: mount.propagation ?? 'rprivate',
      };
    case 'volume':
      return {
        ...{ type: mount.type, target, name: mount.volume, source: data.get(mount.volume) ?? '' },
        ...{ readOnly: mount.readOnly, propagation: '' },
      };
    case 'file':
      return { type: 'tmpfs', target, source: '', readOnly: true, propagation: '' };
    case 'tmpfs':
      return { type: mount.type, target, source: '', readOnly: false, propagation: '' };
  }
}
