import type {
  ImageDetails,
  ImageRemoval,
  PruneImagesRequest,
  PruneResult,
  RemoveImageRequest,
  SaveRequest,
} from './images.js';

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
}
