import type { BoundPort, NetworkAttachment, PortSpec } from './container.js';
import type { PullProgress } from './engine.js';
import type {
  ImageDetails,
  ImageRemoval,
  ImportRequest,
  PruneImagesRequest,
  PruneResult,
  RemoveImageRequest,
  SaveRequest,
  VerifyItem,
} from './images.js';
import type { ImageInfo, NetworkSpec, ObservedNetwork, ObservedVolume, VolumeSpec } from './objects.js';
import type { PullOptions, RegistryAccess } from './registry.js';
import type { Mendable } from './repair.js';

/** The interfaces between the parts of the engine. Parts don't import each other; `engine.ts` joins them through these. */

/** Layers of an image, unpacked: ready to be lower directories. */
export interface ImageRoot {
  readonly image: ImageInfo;
  /** Absolute directories, topmost layer first. */
  readonly layers: readonly string[];
}

export interface ImageStore {
  readonly registries: RegistryAccess;
  /** Finishes or undoes what a killed predecessor began. */
  recover(): Promise<void>;
  find(reference: string): Promise<ImageInfo | undefined>;
  findById(id: string): Promise<ImageInfo | undefined>;
  list(): Promise<readonly ImageInfo[]>;
  root(imageId: string): Promise<ImageRoot>;
  pull(
    reference: string,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
    options?: PullOptions,
  ): Promise<ImageInfo>;
  /** Id of the image that a pull would bring now; fetches its manifest only. @throws as `pull` */
  latest(reference: string, signal: AbortSignal, options?: PullOptions): Promise<string>;
  /** @param source absolute path of a layout or archive, or the bytes of an archive */
  load(
    source: string | AsyncIterable<Uint8Array>,
    onProgress: (progress: PullProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly ImageInfo[]>;
  /** @throws IMAGE_NOT_FOUND */
  inspect(image: string): Promise<ImageDetails>;
  /** @throws IMAGE_NOT_FOUND, REFERENCE_INVALID */
  tag(source: string, target: string): Promise<void>;
  /** @throws IMAGE_NOT_FOUND, IMAGE_IN_USE */
  remove(request: RemoveImageRequest, users: ImageUsers): Promise<readonly ImageRemoval[]>;
  prune(request: PruneImagesRequest, users: ImageUsers): Promise<PruneResult>;
  /** A tar archive; what is asked for is looked up before its first byte. */
  save(request: SaveRequest, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Makes an image of one layer from a tar archive of a file system, compressed or not. */
  import(request: ImportRequest, archive: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<ImageInfo>;
  /** Adds a layer to an image and changes its config: what `container commit` records. */
  derive(request: DeriveRequest, signal: AbortSignal): Promise<ImageInfo>;
  /** Checks every blob against its digest, every record against what it needs. */
  verify(signal: AbortSignal): AsyncIterable<VerifyItem>;
  /** Records that cannot be used. */
  damages(): Promise<readonly Mendable[]>;
  /** Bytes on the disk by image id, and of all. */
  usage(): Promise<StoreUsage>;
  /** Removes what removed images were kept for, now that `users` may be fewer. */
  collect(users: ImageUsers): Promise<void>;
  /**
   * No image is removed while `work` runs; between finding an image and recording the container that uses it, nobody may take it
   * away.
   */
  keeping<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A container that was made of an image. */
export interface ImageUser {
  readonly imageId: string;
  readonly containerId: string;
  readonly running: boolean;
}

/** Who uses images at the moment of the call. */
export type ImageUsers = () => readonly ImageUser[];

export interface DeriveRequest {
  /** Id of the image to build on; its record may be removed but for its users. */
  readonly imageId: string;
  /** Files of the new layer: the upper directory of an overlay on that image. */
  readonly upper: string;
  readonly reference?: string;
  readonly author: string;
  readonly message: string;
  /** What the history calls the step. */
  readonly createdBy: string;
  /** Fields of the run config that replace those of the image; labels and exposed ports are added. `changes` come after. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly changes: readonly string[];
  /** Runs what reads the files, while nobody changes them as far as that is wanted. */
  readonly whileStill: <T>(read: () => Promise<T>) => Promise<T>;
}

export interface StoreUsage {
  /** By image id. */
  readonly images: ReadonlyMap<string, { readonly sharedSize: number; readonly uniqueSize: number }>;
  readonly size: number;
}

export interface VolumeStore {
  /** @param labelsOf for volumes that hold data and whose record is lost */
  recover(labelsOf?: LabelsOf): Promise<void>;
  /** Records that cannot be used. */
  damages(): Promise<readonly Mendable[]>;
  /** Names of volumes whose record was lost, and waits for a repair. */
  readonly rebuilt: readonly string[];
  list(): Promise<readonly ObservedVolume[]>;
  ensure(spec: VolumeSpec): Promise<ObservedVolume>;
  remove(name: string): Promise<void>;
}

/** Labels of a network or volume by its name, as the containers that use it tell them. */
export type LabelsOf = (name: string) => Readonly<Record<string, string>>;

/** What a container needs of the network to start. */
export interface NetworkEndpoint {
  /** Pinned network namespace, e.g. `/run/tscompose/netns/ID`. */
  readonly netnsPath: string;
  /** Network name → IPv4 address of this container. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly ports: readonly BoundPort[];
  /** Address of this machine on the network that is the way out, or else on the first one; absent without networks. */
  readonly hostGateway?: string;
  /** Name-table files that the monitor reads, in order of search. */
  readonly nameTables: readonly string[];
  /** Port in the container's namespace that 127.0.0.11:53 is translated to, UDP and TCP. */
  readonly dnsPort: number;
  /** Resolvers outside, asked from the host's namespace. */
  readonly upstreamResolvers: readonly string[];
}

export interface AttachRequest {
  readonly containerId: string;
  /** Names of the container on every network: container name, short id, hostname. */
  readonly names: readonly string[];
  readonly attachments: readonly NetworkAttachment[];
  readonly ports: readonly PortSpec[];
}

export interface NetworkDriver {
  /**
   * Restores bridges and nft objects for the recorded networks, and removes every object of this state root
   * (netns, veth, nft element, name) whose container is not in `running`.
   * @param labelsOf for networks whose record is lost while containers are on them
   */
  recover(running: readonly string[], labelsOf?: LabelsOf): Promise<void>;
  /** Records that cannot be used. */
  damages(): Promise<readonly Mendable[]>;
  /** Names of networks whose record was lost, and waits for a repair. */
  readonly rebuilt: readonly string[];
  /** Name that a container had when it was attached last. */
  nameOf(containerId: string): string | undefined;
  list(): Promise<readonly ObservedNetwork[]>;
  ensure(spec: NetworkSpec): Promise<ObservedNetwork>;
  /** @throws NETWORK when containers are still attached */
  remove(name: string): Promise<void>;
  /**
   * Makes and pins the namespace, wires it, publishes ports. Undone wholly when it throws.
   * Addresses stay the same over stop and start while the container exists.
   * @throws PORT_IN_USE naming the process or container that holds the port
   */
  attach(request: AttachRequest): Promise<NetworkEndpoint>;
  /** The endpoint as attached, or undefined. */
  endpoint(containerId: string): NetworkEndpoint | undefined;
  /** Gives an attached container other names; the first is its own. Without effect on one that is not attached. */
  rename(containerId: string, names: readonly string[]): Promise<void>;
  /** Withdraws names and ports, removes veths and namespace. `forget`: also gives the addresses back. */
  detach(containerId: string, options: { readonly forget: boolean }): Promise<void>;
  close(): Promise<void>;
}
