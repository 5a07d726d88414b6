import type { Addon } from '../native/addon-surface.js';
import type { ImageEngine } from '../spec/image-engine.js';
import type { ContainerUsage, DiskUsage } from '../spec/images.js';
import type { ImageStore, VolumeStore } from '../spec/parts.js';
import { mountedHierarchies } from './container/cgroups.js';
import { commitConfig } from './container/commit-config.js';
import type { Container } from './container/container.js';
import { cgroupPath } from './container/container-paths.js';
import type { Containers } from './container/containers.js';
import { whileFrozen } from './container/freeze.js';
import { packIntoPipe } from './image/archive-pipe.js';
import { treeSize } from './store/tree-size.js';

export interface ContainerImageParts {
  readonly addon: Pick<Addon, 'packLayers' | 'openPipe' | 'layerChanges'>;
  readonly containers: Containers;
  readonly images: ImageStore;
  readonly volumes: VolumeStore;
  /** Of the state root; empty for the default one. */
  readonly scope: string;
  /** The directory that takes a container's changes. */
  readonly upperOf: (containerId: string) => string;
}

type ContainerImages = Pick<
  ImageEngine,
  'exportContainer' | 'commitContainer' | 'containerChanges' | 'diskUsage'
>;

/** What a container wrote, seen from its image: as an archive, as changes, as an image of its own. */
export function containerImages(parts: ContainerImageParts): ContainerImages {
  const { addon, containers, images, scope, upperOf } = parts;
  /** Without the mount points that lie below every image: they are the engine's. */
  const layersOf = async ({ record }: Container) => (await images.root(record.imageId)).layers;
  const changesOf = async (container: Container) =>
    addon.layerChanges(upperOf(container.record.id), await layersOf(container));
  return {
    async *exportContainer(name, signal) {
      const container = containers.named(name);
      const layers = [upperOf(container.record.id), ...(await layersOf(container))];
      for await (const chunk of packIntoPipe(addon, layers, []).bytes) {
        signal.throwIfAborted();
        yield chunk;
      }
    },
    async commitContainer(name, request, signal) {
      const container = containers.named(name);
      const { id, imageId, process } = container.record;
      const { pause, ...rest } = request;
      const hierarchies = mountedHierarchies();
      return images.derive(
        {
          ...rest,
          imageId,
          upper: upperOf(id),
          createdBy: process.args.join(' '),
          config: commitConfig(container.record),
          whileStill: (read) =>
            pause && container.running && !container.paused
              ? whileFrozen(hierarchies, cgroupPath(scope, id), read)
              : read(),
        },
        signal,
      );
    },
    containerChanges: async (name) => (await changesOf(containers.named(name))).changes,
    diskUsage: () => diskUsage(parts, changesOf),
  };
}

async function diskUsage(
  { containers, images, volumes }: ContainerImageParts,
  changesOf: (container: Container) => Promise<{ readonly bytes: number }>,
): Promise<DiskUsage> {
  const all = containers.list();
  const [infos, usage, found] = await Promise.all([images.list(), images.usage(), volumes.list()]);
  const containerUsages = await Promise.all(
    all.map(async (container): Promise<ContainerUsage> => {
      const { record } = container;
      return {
        container: container.observe(),
        localVolumes: record.mounts.filter(({ type }) => type === 'volume').length,
        size: (await changesOf(container)).bytes,
      };
    }),
  );
  return {
    images: infos.map((image) => ({
      image,
      containers: all.filter(({ record }) => record.imageId === image.id).length,
      sharedSize: usage.images.get(image.id)?.sharedSize ?? 0,
      uniqueSize: usage.images.get(image.id)?.uniqueSize ?? 0,
    })),
    imagesSize: usage.size,
    containers: containerUsages,
    volumes: await Promise.all(
      found.map(async ({ spec: { name }, mountpoint }) => ({
        name,
        size: await treeSize(mountpoint),
        containers: all.filter(({ record }) =>
          record.mounts.some((mount) => mount.type === 'volume' && mount.volume === name),
        ).length,
      })),
    ),
  };
}
