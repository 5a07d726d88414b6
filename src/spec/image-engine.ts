import type {
  CommitRequest,
  DiskUsage,
  FileChange,
  ImageDetails,
  ImageRemoval,
  ImportRequest,
  PruneImagesRequest,
  PruneResult,
  RemoveImageRequest,
  SaveRequest,
  VerifyItem,
} from './images.js';
import type { ImageInfo } from './objects.js';

/** What the engine does with images and with the files of containers, beyond what stacks need. Methods throw {@link TscomposeError}. */
export interface ImageEngine {
  /** @throws IMAGE_NOT_FOUND */
  inspectImage(image: string): Promise<ImageDetails>;
  /** @throws IMAGE_NOT_FOUND, REFERENCE_INVALID */
  tagImage(source: string, target: string): Promise<void>;
  /** @throws IMAGE_NOT_FOUND, IMAGE_IN_USE */
  removeImage(request: RemoveImageRequest): Promise<readonly ImageRemoval[]>;
  pruneImages(request: PruneImagesRequest): Promise<PruneResult>;
  /** A tar archive. @throws IMAGE_NOT_FOUND before its first byte */
  saveImages(request: SaveRequest, signal: AbortSignal): AsyncIterable<Uint8Array>;
  importImage(
    request: ImportRequest,
    archive: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<ImageInfo>;
  verifyImages(signal: AbortSignal): AsyncIterable<VerifyItem>;
  diskUsage(): Promise<DiskUsage>;
  /**
   * A container's files as a tar archive, without what is mounted on them. Containers go by name, id, or the beginning of one.
   * @throws CONTAINER_NOT_FOUND before its first byte
   */
  exportContainer(container: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** @throws CONTAINER_NOT_FOUND, USAGE for a change that cannot be applied */
  commitContainer(container: string, request: CommitRequest, signal: AbortSignal): Promise<ImageInfo>;
  /** Sorted by path. @throws CONTAINER_NOT_FOUND */
  containerChanges(container: string): Promise<readonly FileChange[]>;
}
