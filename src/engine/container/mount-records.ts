import type { MountRecord } from '../../wire/messages.js';
import type { ContainerPaths } from './container-paths.js';
import type { ContainerRecord, ResolvedMount } from './container-record.js';
import { keptFile } from './kept-files.js';

const DEFAULT_PROPAGATION = 'rprivate';
const DEFAULT_TMPFS_MODE = 0o1777;
/** Docker's tmpfs options; an option of the user's (`exec`) later in the list wins. */
const TMPFS_FLAGS = ['noexec', 'nosuid', 'nodev'];

/**
 * The monitor's mounts, those nearer to the root first, so that none hides one made before it.
 * @param names where the files about its names are
 * @param volumeData directory of a volume's data by its name
 */
export function mountRecords(
  { mounts, spec }: Pick<ContainerRecord, 'mounts' | 'spec'>,
  paths: ContainerPaths,
  names: ContainerPaths,
  volumeData: ReadonlyMap<string, string>,
): readonly MountRecord[] {
  const own = [
    bind(names.hostname, '/etc/hostname'),
    bind(names.hosts, '/etc/hosts'),
    bind(names.resolvConf, '/etc/resolv.conf'),
  ].map((mount) => ({ ...mount, readOnly: spec.readOnly === true }));
  const targets = new Set(mounts.map((mount) => mount.target));
  const all = [
    ...own.filter((mount) => !targets.has(mount.target)),
    ...mounts.map((mount) => toRecord(mount, paths, volumeData)),
  ];
  return all
    .map((mount, index) => ({ mount, index, depth: depth(mount.target) }))
    .sort((a, b) => a.depth - b.depth || a.index - b.index)
    .map(({ mount }) => mount);
}

function toRecord(
  mount: ResolvedMount,
  paths: ContainerPaths,
  volumeData: ReadonlyMap<string, string>,
): MountRecord {
  switch (mount.type) {
    case 'bind':
      return {
        ...bind(mount.source, mount.target),
        readOnly: mount.readOnly,
        propagation: mount.propagation ?? DEFAULT_PROPAGATION,
      };
    case 'volume': {
      const whole = bind(volumeData.get(mount.volume) ?? '', mount.target);
      const { readOnly, noCopy, subpath } = mount;
      // A part is there already, so nothing is copied into it.
      if (subpath !== undefined) return { ...whole, kind: 'part', options: subpath, readOnly };
      return { ...whole, readOnly, populate: !noCopy };
    }
    case 'file':
      return {
        ...bind(keptFile(paths, mount.grant.digest), mount.target),
        kind: 'file',
        readOnly: true,
        options: `uid=${mount.uid},gid=${mount.gid},mode=${mount.mode.toString(8)}`,
      };
    case 'tmpfs':
      return {
        ...bind('', mount.target),
        kind: 'tmpfs',
        options: tmpfsOptions(mount),
      };
  }
}

function tmpfsOptions(mount: Extract<ResolvedMount, { type: 'tmpfs' }>): string {
  const options = [...TMPFS_FLAGS, `mode=${(mount.mode ?? DEFAULT_TMPFS_MODE).toString(8)}`];
  if (mount.size !== undefined) options.push(`size=${mount.size}`);
  return [...options, ...mount.options].join(',');
}

function bind(source: string, target: string): MountRecord {
  return {
    kind: 'bind',
    source,
    target,
    readOnly: false,
    options: '',
    propagation: DEFAULT_PROPAGATION,
    populate: false,
  };
}

function depth(target: string): number {
  return target.split('/').filter((part) => part !== '').length;
}
