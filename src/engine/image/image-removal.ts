import { hexOf } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';
import { familiarName, familiarReference, parseReference } from '../../base/image-reference.js';
import type { ImageRemoval, RemoveImageRequest } from '../../spec/images.js';
import type { ImageUser, ImageUsers } from '../../spec/parts.js';
import { neededBy } from './garbage.js';
import type { FoundImage, ImageLookup } from './image-lookup.js';
import type { ImageRecord, ImageRecords, ReferenceRecord } from './image-records.js';

const SHORT_ID = 12;

/**
 * Takes names off images, and marks an image as removed once nothing speaks for it, with Docker's rules for what needs force.
 * The files go later: whoever collects garbage looks for what is marked.
 */
export class ImageRemover {
  readonly #records: ImageRecords;
  readonly #lookup: ImageLookup;

  constructor(records: ImageRecords, lookup: ImageLookup) {
    this.#records = records;
    this.#lookup = lookup;
  }

  /** @throws IMAGE_NOT_FOUND, IMAGE_IN_USE */
  async remove(request: RemoveImageRequest, users: ImageUsers): Promise<readonly ImageRemoval[]> {
    const found = await this.#lookup.get(request.image);
    const { record } = found;
    const references = await this.references(record);
    return found.reference === undefined
      ? this.#removeById(record, references, users, request.force)
      : this.#removeReference({ ...found, reference: found.reference }, references, users, request);
  }

  /** All names of an image. */
  async references(record: ImageRecord): Promise<readonly ReferenceRecord[]> {
    return (await this.#records.references()).filter(({ id }) => id === record.id);
  }

  /** Takes every name off the image and marks it; its users keep what they have. */
  async removeWholly(
    record: ImageRecord,
    references: readonly ReferenceRecord[],
    users: ImageUsers,
  ): Promise<readonly ImageRemoval[]> {
    const removed: ImageRemoval[] = [];
    for (const [index, reference] of references.entries()) {
      removed.push(...(await this.#untag(reference, references.slice(index + 1))));
    }
    await this.#records.putImage({ ...record, removed: true });
    return [...removed, { type: 'deleted', name: record.id }, ...(await this.#ownLayers(record, users))];
  }

  /** Layers that nobody else needs, topmost first, as Docker lists them: none while containers keep the image. */
  async #ownLayers({ id, layers }: ImageRecord, users: ImageUsers): Promise<readonly ImageRemoval[]> {
    const using = users();
    if (using.some(({ imageId }) => imageId === id)) return [];
    const used = new Set(using.map(({ imageId }) => imageId));
    const all = await this.#records.allImages();
    const needed = neededBy(all.filter((record) => record.removed !== true || used.has(record.id))).layers;
    const own = [...layers].reverse().filter(({ chainId }) => !needed.has(chainId));
    return own.map(({ chainId }) => ({ type: 'deleted', name: chainId }));
  }

  async #removeReference(
    { record, reference }: FoundImage & { readonly reference: string },
    references: readonly ReferenceRecord[],
    users: ImageUsers,
    { image, force }: RemoveImageRequest,
  ): Promise<readonly ImageRemoval[]> {
    const using = usersOf(record, users);
    const others = references.filter((other) => other.reference !== reference);
    const [user] = using;
    if (!force && others.length === 0 && user !== undefined) {
      throw inUse(
        `unable to remove repository reference "${image}" (must force) - container ${short(user.containerId)} is using its referenced image ${shortImage(record)}`,
        image,
      );
    }
    const removed: ImageRemoval[] = [];
    for (const known of references) {
      if (known.reference === reference) removed.push(...(await this.#untag(known, others)));
    }
    // What runs keeps its image, which stays without a name.
    if (others.length > 0 || using.some(({ running }) => running)) return removed;
    return [...removed, ...(await this.removeWholly(record, [], users))];
  }

  async #removeById(
    record: ImageRecord,
    references: readonly ReferenceRecord[],
    users: ImageUsers,
    force: boolean,
  ): Promise<readonly ImageRemoval[]> {
    const using = usersOf(record, users);
    const refuse = (how: string, why: string) =>
      inUse(`unable to delete ${shortImage(record)} (${how}) - ${why}`, record.id);
    const running = using.find((user) => user.running);
    if (running !== undefined) {
      throw refuse(
        'cannot be forced',
        `image is being used by running container ${short(running.containerId)}`,
      );
    }
    const [stopped] = using;
    if (!force && references.length > 1) {
      throw refuse('must be forced', 'image is referenced in multiple repositories');
    }
    if (!force && stopped !== undefined) {
      throw refuse(
        'must be forced',
        `image is being used by stopped container ${short(stopped.containerId)}`,
      );
    }
    return this.removeWholly(record, references, users);
  }

  /** @param others names that stay; the digest goes with the last tag of its repository */
  async #untag(known: ReferenceRecord, others: readonly ReferenceRecord[]): Promise<readonly ImageRemoval[]> {
    await this.#records.removeReference(known.reference);
    const reference = parseReference(known.reference);
    const tag: ImageRemoval = { type: 'untagged', name: familiarReference(reference) };
    const repository = familiarName(reference);
    const stays = others.some((other) => familiarName(parseReference(other.reference)) === repository);
    if (stays || known.manifest === undefined || reference.digest !== undefined) return [tag];
    return [tag, { type: 'untagged', name: `${repository}@${known.manifest}` }];
  }
}

function usersOf({ id }: ImageRecord, users: ImageUsers): readonly ImageUser[] {
  return users().filter(({ imageId }) => imageId === id);
}

function inUse(why: string, subject: string): TscomposeError {
  return new TscomposeError('IMAGE_IN_USE', `conflict: ${why}`, { action: 'remove image', subject });
}

function shortImage({ id }: ImageRecord): string {
  return short(hexOf(id));
}

function short(id: string): string {
  return id.slice(0, SHORT_ID);
}
