import type { Digest } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';
import {
  formatReference,
  isSameRepository,
  parseReference,
  type Reference,
} from '../../base/image-reference.js';
import type { Gate } from './gate.js';
import type { ImageLookup } from './image-lookup.js';
import type { ImageRecord, ImageRecords, ReferenceRecord } from './image-records.js';

/** What is known of a name besides the image it means. */
type NameOrigin = Pick<ReferenceRecord, 'manifest' | 'pulledAt' | 'taggedAt'>;

/** Gives names to images, while nobody takes any away. */
export class ImageNames {
  readonly #records: ImageRecords;
  readonly #lookup: ImageLookup;
  readonly #users: Gate;

  /** @param users where those who rely on names are together, and who takes one away is alone */
  constructor(records: ImageRecords, lookup: ImageLookup, users: Gate) {
    this.#records = records;
    this.#lookup = lookup;
    this.#users = users;
  }

  /** Names that a registry or an archive told. An image that was removed while it came in is there again. */
  assign(record: ImageRecord, references: readonly Reference[], origin: NameOrigin = {}): Promise<void> {
    return this.#users.shared(() => this.#put(record, references, origin));
  }

  pulled(record: ImageRecord, reference: Reference, manifest: Digest): Promise<void> {
    return this.assign(record, [reference], { manifest, pulledAt: new Date().toISOString() });
  }

  /** Names that an archive told: as of tags, the time is known. */
  loaded(record: ImageRecord, references: readonly Reference[]): Promise<void> {
    return this.assign(record, references, { taggedAt: new Date().toISOString() });
  }

  /** A name that a person chose. */
  chosen(record: ImageRecord, reference: Reference): Promise<void> {
    return this.assign(record, [reference], { taggedAt: new Date().toISOString() });
  }

  /** A further name. @throws REFERENCE_INVALID, IMAGE_NOT_FOUND */
  tag(source: string, target: Reference): Promise<void> {
    return this.#users.shared(async () => {
      const { record, reference: from } = await this.#lookup.get(source);
      const known = from === undefined ? undefined : await this.#records.reference(from);
      const sameRepository = from !== undefined && isSameRepository(parseReference(from), target);
      // What a registry calls the image holds for all tags of the repository.
      const manifest = sameRepository ? known?.manifest : undefined;
      const origin = { ...(manifest === undefined ? {} : { manifest }), taggedAt: new Date().toISOString() };
      await this.#put(record, [target], origin);
    });
  }

  async #put(record: ImageRecord, references: readonly Reference[], origin: NameOrigin): Promise<void> {
    if ((await this.#records.image(record.id)) === undefined) await this.#records.putImage(record);
    for (const reference of references) {
      await this.#records.putReference({ reference: formatReference(reference), id: record.id, ...origin });
    }
  }
}

/** Reads a name that is to be given. @throws REFERENCE_INVALID for one with a digest, which is no choice */
export function parseNewName(text: string): Reference {
  const reference = parseReference(text);
  if (reference.digest === undefined) return reference;
  throw new TscomposeError('REFERENCE_INVALID', 'refusing to create a tag with a digest reference', {
    subject: text,
  });
}
