import { isDigest } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';
import {
  familiarReference,
  formatReference,
  parseReference,
  type Reference,
} from '../../base/image-reference.js';
import type { ImageRecord, ImageRecords } from './image-records.js';

export interface FoundImage {
  readonly record: ImageRecord;
  /** The full reference that it was found by; absent: by its id. */
  readonly reference?: string;
}

const SHORTEST_ID = 4;
const ALGORITHM = 'sha256:';
/** Sixty-four hex digits are never a name. */
const FULL_ID = /^[0-9a-f]{64}$/;

/** Finds images the way people name them: by reference, by id, by the beginning of an id. */
export class ImageLookup {
  readonly #records: ImageRecords;

  constructor(records: ImageRecords) {
    this.#records = records;
  }

  /** @throws REFERENCE_INVALID, IMAGE_NOT_FOUND */
  async get(text: string): Promise<FoundImage> {
    const found = await this.find(text);
    if (found === undefined) throw noSuchImage(text);
    return found;
  }

  /** @throws REFERENCE_INVALID for what can be neither reference nor id */
  async find(text: string): Promise<FoundImage | undefined> {
    const id = FULL_ID.test(text) ? ALGORITHM + text : text;
    if (isDigest(id)) return asFound(await this.#records.image(id));
    const byReference = await this.byReference(parseReference(text));
    return byReference ?? asFound(await this.byIdPrefix(text));
  }

  /** `name@digest` is what was pulled by digest, or what a tag of that repository was pulled as. */
  async byReference(reference: Reference): Promise<FoundImage | undefined> {
    const text = formatReference(reference);
    const exact = await this.#records.reference(text);
    if (exact !== undefined) return asFound(await this.#records.image(exact.id), text);
    if (reference.digest === undefined) return undefined;
    for (const known of await this.#records.references()) {
      const { domain, path } = parseReference(known.reference);
      const same = domain === reference.domain && path === reference.path;
      if (same && (known.manifest === reference.digest || known.id === reference.digest)) {
        return asFound(await this.#records.image(known.id), known.reference);
      }
    }
    return undefined;
  }

  /** @param id its first hex digits as long as they fit one image only */
  async byIdPrefix(id: string): Promise<ImageRecord | undefined> {
    const prefix = id.startsWith(ALGORITHM) ? id : ALGORITHM + id;
    const isId = /^sha256:[0-9a-f]*$/.test(prefix) && prefix.length >= ALGORITHM.length + SHORTEST_ID;
    if (!isId) return undefined;
    const [first, second] = (await this.#records.images()).filter((record) => record.id.startsWith(prefix));
    return second === undefined ? first : undefined;
  }
}

function asFound(record: ImageRecord | undefined, reference?: string): FoundImage | undefined {
  if (record === undefined) return undefined;
  return reference === undefined ? { record } : { record, reference };
}

export function noSuchImage(text: string): TscomposeError {
  return new TscomposeError('IMAGE_NOT_FOUND', `No such image: ${nameOf(text)}`, { subject: text });
}

// With the tag that was looked for, as Docker says it.
function nameOf(text: string): string {
  return FULL_ID.test(text) || text.startsWith(ALGORITHM) ? text : familiarReference(parseReference(text));
}
