import type { ObservedContainer } from './container.js';
import type { ImageInfo } from './objects.js';

/** What is asked of images, and of containers as far as they turn into images or archives; and what comes back. */

/** One step of an image's making, as its config tells it (image-spec config.md, "history"). */
export interface HistoryStep {
  /** RFC 3339; absent: not told. */
  readonly createdAt?: string;
  readonly createdBy: string;
  readonly comment: string;
  /** Bytes unpacked; 0 for a step that made no layer. */
  readonly size: number;
}

export interface LayerDetails {
  /** Digest of the uncompressed archive. */
  readonly diffId: string;
  /** Digest of the blob as it was fetched. */
  readonly digest: string;
  /** Bytes of the blob. */
  readonly size: number;
  /** Bytes unpacked. */
  readonly unpackedSize: number;
}

/** All that is known of an image. */
export interface ImageDetails extends ImageInfo {
  readonly os: string;
  /** Of Windows images; absent: not told. */
  readonly osVersion?: string;
  readonly variant?: string;
  /** Version of the Docker that made it; empty: not told. */
  readonly dockerVersion: string;
  /** RFC 3339: when a name was given to it last, other than by a registry or an archive. */
  readonly lastTagTime?: string;
  readonly author: string;
  readonly comment: string;
  /** Bottom first. */
  readonly layers: readonly LayerDetails[];
  /** Latest first. */
  readonly history: readonly HistoryStep[];
  /** `config` of the config blob with every field, those that the engine does not use among them. */
  readonly fullConfig: Readonly<Record<string, unknown>>;
}

export interface RemoveImageRequest {
  /** A reference, an id, or the beginning of one. */
  readonly image: string;
  /** Even when it has several references, or a container that doesn't run was made of it. */
  readonly force: boolean;
}

/** What a removal did, in the order it happened. */
export interface ImageRemoval {
  readonly type: 'untagged' | 'deleted';
  /** A reference for `untagged`, a digest for `deleted`. */
  readonly name: string;
}

export interface PruneImagesRequest {
  /** Every image that no container uses, not only those without a reference. */
  readonly all: boolean;
  /** RFC 3339: only images made before. */
  readonly until?: string;
  /** `key` or `key=value`; all must fit. */
  readonly labels: readonly string[];
  /** `key` or `key=value`; none may fit. */
  readonly notLabels: readonly string[];
}

export interface PruneResult {
  readonly removed: readonly ImageRemoval[];
  /** Bytes of disk freed. */
  readonly bytes: number;
}

export type ArchiveFormat = 'docker' | 'oci';

export interface SaveRequest {
  /** References, ids, or repositories without a tag: all of their tags. */
  readonly images: readonly string[];
  /** `docker`: read by `docker load` of any age, and an OCI layout too; `oci`: the layout alone. */
  readonly format: ArchiveFormat;
}

export interface ImportRequest {
  /** Name of the new image; absent: none. */
  readonly reference?: string;
  /** Lines of a Dockerfile (CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, USER, VOLUME, WORKDIR, STOPSIGNAL, HEALTHCHECK). */
  readonly changes: readonly string[];
  readonly message: string;
  /** `linux/arm64`; absent: this machine's. */
  readonly platform?: string;
}

export interface CommitRequest {
  readonly reference?: string;
  readonly author: string;
  readonly message: string;
  readonly changes: readonly string[];
  /** Freeze the container's processes meanwhile. */
  readonly pause: boolean;
}

/** A path of a container that differs from its image. */
export interface FileChange {
  readonly kind: 'added' | 'changed' | 'deleted';
  /** Absolute, as the container sees it. */
  readonly path: string;
}

/** One thing that `image verify` looked at. */
export type VerifyItem =
  | { readonly type: 'checked'; readonly kind: 'blob' | 'layer' | 'image'; readonly name: string }
  | {
      readonly type: 'problem';
      readonly kind: 'blob' | 'layer' | 'image' | 'reference';
      readonly name: string;
      readonly message: string;
      /** Whether it was put right: what was damaged is gone and comes again with the next pull or start. */
      readonly repaired: boolean;
    };

export interface ImageUsage {
  readonly image: ImageInfo;
  /** Containers made of it. */
  readonly containers: number;
  /** Bytes on the disk, blobs and unpacked layers, that other images have too. */
  readonly sharedSize: number;
  readonly uniqueSize: number;
}

export interface ContainerUsage {
  readonly container: ObservedContainer;
  /** Volumes mounted. */
  readonly localVolumes: number;
  /** Bytes that it wrote. */
  readonly size: number;
}

export interface VolumeUsage {
  readonly name: string;
  /** Containers that mount it. */
  readonly containers: number;
  readonly size: number;
}

export interface DiskUsage {
  readonly images: readonly ImageUsage[];
  /** Bytes of all blobs and layers, each once; what no image refers to any more included. */
  readonly imagesSize: number;
  readonly containers: readonly ContainerUsage[];
  readonly volumes: readonly VolumeUsage[];
}
