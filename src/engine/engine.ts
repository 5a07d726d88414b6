import { setMaxListeners } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type TscomposeError, toTscomposeError } from '../base/errors.js';
import type { Addon } from '../native/addon-surface.js';
import type { ContainerSpec, ObservedContainer } from '../spec/container.js';
import type { ContainerViews } from '../spec/container-views.js';
import type { Copying } from '../spec/copying.js';
import type { Engine, EngineEvent, ExecRequest, LogQuery } from '../spec/engine.js';
import type { ImageEngine } from '../spec/image-engine.js';
import type { ImageStore, ImageUsers, NetworkDriver, VolumeStore } from '../spec/parts.js';
import type { Repairs } from '../spec/repair.js';
import { ContainerFiles } from './container/container-files.js';
import type { EngineCommand } from './container/container-parts.js';
import type { ContainerRoots } from './container/container-root.js';
import { Containers } from './container/containers.js';
import { describeContainer } from './container/describe-container.js';
import { readKeptFiles } from './container/kept-files.js';
import { removeScopeCgroup, sweepLeftovers } from './container/leftovers.js';
import { logEnd } from './container/log-cursor.js';
import { requireMachineCan } from './container/machine-limits.js';
import { probePort } from './container/probe-port.js';
import { readLog, readLogLines } from './container/read-log.js';
import { runExec } from './container/run-exec.js';
import { copying } from './container-copy.js';
import { containerImages } from './container-images.js';
import { containerViews } from './container-views.js';
import { EventListeners } from './event-listeners.js';
import { labelsByUsers, repairs } from './repair.js';
import { ContainerRootfs, UPPER } from './rootfs/container-rootfs.js';
import { makeRootPlaces } from './rootfs/root-places.js';
import { isCorrupt } from './store/damage.js';

export interface EngineOptions {
  /** State root, absolute. */
  readonly root: string;
  /** Runtime directory, absolute. */
  readonly runDir: string;
  /** Tells kernel objects of this state root from those of others; empty for the default root. */
  readonly scope: string;
  readonly addon: Addon;
  /** The machine was started anew since the state root was looked after. */
  readonly afterBoot: boolean;
  /** Path of the monitor's program. */
  readonly monitorProgram: string;
  /** By which monitors start the engine again. */
  readonly engineCommand: EngineCommand;
  readonly images: ImageStore;
  readonly network: NetworkDriver;
  readonly volumes: VolumeStore;
  /** For failures that no caller waits for. */
  readonly onFault: (error: TscomposeError) => void;
}

/**
 * The engine, its parts joined, after it has taken over what runs and tidied up what was left. The caller holds the
 * lock of the state root.
 */
export async function createEngine(
  options: EngineOptions,
): Promise<Engine & ImageEngine & ContainerViews & Copying & Repairs> {
  const { root, runDir, scope, addon, images, network, volumes } = options;
  await mkdir(runDir, { recursive: true, mode: 0o700 });
  const listeners = new EventListeners<EngineEvent>();
  const files = new ContainerFiles(root, runDir);
  const places = makeRootPlaces(root, runDir);
  const rootfs = (directory: string) => new ContainerRootfs(directory, places);
  const containers = new Containers({
    ...options,
    files,
    rootfs,
    emit: (event) => listeners.emit(event),
  });
  const [running] = await Promise.all([containers.recover(), images.recover()]);
  const specs = containers.list().map(({ record }) => record.spec);
  const volumesOf = ({ mounts }: ContainerSpec) =>
    mounts.map((mount) => (mount.type === 'volume' ? mount.volume : undefined));
  const networksOf = ({ networks }: ContainerSpec) => networks.map((attachment) => attachment.network);
  await volumes.recover(labelsByUsers('volume', specs, volumesOf));
  await network.recover(running, labelsByUsers('network', specs, networksOf));
  containers.keepNames((id) => network.nameOf(id));
  await containers.endWithout((id) => network.endpoint(id) !== undefined);
  await sweepLeftovers(addon, { root, runDir, scope }, new Set(running));
  await containers.finishRemovals();
  const users: ImageUsers = () =>
    containers.list().map(({ record: { id, imageId }, running: isRunning }) => ({
      imageId,
      containerId: id,
      running: isRunning,
    }));
  // What a killed engine was removing; nobody waits for it.
  images.collect(users).catch((error: unknown) => options.onFault(toTscomposeError(error)));
  return joinParts(options, containers, users, files, rootfs, listeners);
}

function joinParts(
  { addon, scope, images, network, volumes }: EngineOptions,
  containers: Containers,
  users: ImageUsers,
  files: ContainerFiles,
  rootfs: ContainerRoots['rootfs'],
  listeners: EventListeners<EngineEvent>,
): Engine & ImageEngine & ContainerViews & Copying & Repairs {
  // What a damaged record of an image needs is not known; nothing goes until that is repaired.
  const collect = () =>
    images.collect(users).catch((error: unknown) => {
      if (!isCorrupt(error)) throw error;
    });
  const observeContainers = (): readonly ObservedContainer[] =>
    containers.list().map((container) => container.observe());
  return {
    observe: async () => ({
      containers: observeContainers(),
      networks: await network.list(),
      volumes: await volumes.list(),
    }),
    lostRecords: () => [
      ...containers.lost.map(
        (name) => ({ kind: 'container', ...(name === undefined ? {} : { name }) }) as const,
      ),
      ...network.rebuilt.map((name) => ({ kind: 'network', name }) as const),
      ...volumes.rebuilt.map((name) => ({ kind: 'volume', name }) as const),
    ],
    inspectContainer: async (id) => containers.find(id)?.observe(),
    describeContainer: async (name) => {
      const container = containers.named(name);
      const described = { record: container.record, observed: container.observe() };
      const paths = files.paths(container.record.id);
      return describeContainer(described, paths, await network.list(), await volumes.list());
    },
    onEvent: (listener) => listeners.add(listener),

    registries: images.registries,
    findImage: (reference) => images.find(reference),
    listImages: () => images.list(),
    pullImage: (reference, onProgress, signal, options) =>
      images.pull(reference, onProgress, signal, options),
    latestImage: (reference, signal, options) => images.latest(reference, signal, options),
    loadImages: (source, onProgress, signal) => images.load(source, onProgress, signal),
    inspectImage: (image) => images.inspect(image),
    tagImage: (source, target) => images.tag(source, target),
    removeImage: (request) => images.remove(request, users),
    pruneImages: (request) => images.prune(request, users),
    saveImages: (request, signal) => images.save(request, signal),
    importImage: (request, archive, signal) => images.import(request, archive, signal),
    verifyImages: (signal) => images.verify(signal),
    ...containerImages({
      ...{ addon, containers, images, volumes, scope },
      upperOf: (id) => join(files.paths(id).directory, UPPER),
    }),

    ...containerViews({ containers, volumes, scope }),
    ...copying({ addon, containers, images, volumes, files, rootfs, scope }),

    createNetwork: (spec) => network.ensure(spec),
    removeNetwork: (name) => network.remove(name),
    createVolume: (spec) => volumes.ensure(spec),
    removeVolume: (name) => volumes.remove(name),

    checkLimits: requireMachineCan,
    createContainer: (spec, anonymousVolumes = {}, contents = new Map()) =>
      images.keeping(() => containers.create({ spec, anonymousVolumes }, contents)),
    renameContainer: (id, name) => containers.rename(id, name),
    updateContainer: (id, changes) => containers.get(id).update(changes),
    markPreStarted: async (id) => containers.find(id)?.markPreStarted(),
    keptContents: async (id) => readKeptFiles(containers.get(id).record.spec, files.paths(id)),
    startContainer: (id, cause, signal, attach) => containers.get(id).start(cause, shared(signal), attach),
    stopContainer: async (id, graceMs, signal) => containers.find(id)?.stop(graceMs, shared(signal)),
    killContainer: (id, signalName) => containers.get(id).kill(signalName),
    pauseContainer: (id, paused) => containers.get(id).setPaused(paused),
    removeContainer: async (id, options) => {
      await containers.remove(id, options.volumes);
      await collect();
    },
    replaceContainer: async (id, successor, { volumes, contents = new Map() }) => {
      const successorId = await images.keeping(() => containers.replace(id, successor, contents, volumes));
      await collect();
      return successorId;
    },
    exec: async (id, request: ExecRequest, signal) =>
      runExec(containers.get(id).execTarget(), request, signal),
    execTarget: async (id) => containers.get(id).execTarget(),
    attachTarget: async (name) => containers.named(name).attachTarget(),
    probePort: async (id, probe, signal) => probePort(containers.get(id), probe, signal),
    recordHealth: (id, health) => containers.find(id)?.recordHealth(health),
    logEnd: (id) => logEnd(files.paths(id).log),
    logs: (id, query: LogQuery) => {
      const container = containers.get(id);
      return readLog(files.paths(id).log, query, container.ended(), container.logStart);
    },
    logLines: (id, query: LogQuery) => {
      const container = containers.get(id);
      return readLogLines(files.paths(id).log, query, container.ended(), container.logStart);
    },

    ...repairs([
      () => containers.damages(),
      () => images.damages(),
      () => volumes.damages(),
      () => network.damages(),
    ]),

    close: async () => {
      await containers.leave();
      await network.close();
      if (containers.list().length === 0) removeScopeCgroup(scope);
    },
  };
}

/** One operation may start or stop many containers at once, each of which listens to its signal; that is no leak. */
function shared(signal: AbortSignal): AbortSignal {
  setMaxListeners(0, signal);
  return signal;
}
