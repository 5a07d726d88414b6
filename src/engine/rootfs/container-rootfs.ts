import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { ImageRoot } from '../../spec/parts.js';
import { makeDirectory } from '../store/make-directory.js';
import type { RootPlaces } from './root-places.js';

/** What the monitor needs to mount a container's root: an overlay of these. */
export interface OverlayDirectories {
  /** Topmost first. */
  readonly lower: readonly string[];
  readonly upper: string;
  readonly work: string;
  /** Where it is mounted, inside the container's own mount namespace only. */
  readonly target: string;
}

/** Takes a container's changes, below its own directory. */
export const UPPER = 'upper';

/** The directories of one container below `containers/ID/`: `upper` takes its changes, `work` is overlayfs's own. */
export class ContainerRootfs {
  readonly #directory: string;
  readonly #places: RootPlaces;

  /** @param directory `containers/ID/` of the state root; it must exist  @param places shared by all containers */
  constructor(directory: string, places: RootPlaces) {
    this.#directory = directory;
    this.#places = places;
  }

  /** Makes what is missing. */
  async create(): Promise<void> {
    const { upper, work } = this.#paths();
    await makeDirectory(upper, 0o755);
    await makeDirectory(work, 0o700);
  }

  /**
   * What the overlay of this container on that image is made of. The mount points that every container needs lie below the
   * image: where the image lacks one, nothing has to be made in `upper`, and nothing shows as a change.
   */
  overlay(image: ImageRoot): OverlayDirectories {
    const { mountPoints, target } = this.#places;
    return { lower: [...image.layers, mountPoints], ...this.#paths(), target };
  }

  /**
   * Removes the directories; absent is success.
   * @throws KERNEL when something still holds them
   */
  async remove(): Promise<void> {
    const { upper, work } = this.#paths();
    await removeTree(work);
    await removeTree(upper);
  }

  #paths(): { upper: string; work: string } {
    return { upper: join(this.#directory, UPPER), work: join(this.#directory, 'work') };
  }
}

// The kernel gives a mount a moment to go after its namespace died; EBUSY until then.
const RETRIES = 5;
const RETRY_DELAY_MS = 40;

async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: RETRIES, retryDelay: RETRY_DELAY_MS });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new TscomposeError('KERNEL', `cannot remove ${path}: ${(error as Error).message}`, {
      action: 'remove container files',
      subject: path,
      hint: 'Look with "lsattr -d" and "findmnt" for what protects or holds it, and remove the container again.',
      cause: error,
      ...(code === undefined ? {} : { errno: code }),
    });
  }
}
