import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { type Digest, digestOf } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';
import { formatReference, parseReference, type Reference } from '../../base/image-reference.js';
import type { PushedImage, PushProgress, RegistryLogins } from '../../spec/registry.js';
import type { BlobStore } from '../store/blob-store.js';
import type { ImageRecord, ImageRecords, ReferenceRecord } from './image-records.js';
import { Limiter } from './limiter.js';
import { type Descriptor, MANIFEST_TYPES, type Manifest, parseManifest } from './manifest.js';
import { registryEndpoint } from './registry/endpoint.js';
import { PushClient } from './registry/push-client.js';
import type { Registries } from './registry/registries.js';
import { withRetries } from './registry/retry.js';
import { ociManifest } from './stored-manifest.js';

const PARALLEL_UPLOADS = 5;

export interface PushRequest {
  readonly reference: Reference;
  readonly record: ImageRecord;
  readonly logins: RegistryLogins;
}

/** Sends images of the store to registries. */
export class Pusher {
  readonly #registries: Registries;
  readonly #blobs: BlobStore;
  readonly #records: ImageRecords;
  readonly #limiter = new Limiter(PARALLEL_UPLOADS);

  constructor(registries: Registries, blobs: BlobStore, records: ImageRecords) {
    this.#registries = registries;
    this.#blobs = blobs;
    this.#records = records;
  }

  /** @throws REGISTRY, IMAGE_NOT_FOUND when a blob is lost */
  async push(
    { reference, record, logins }: PushRequest,
    report: (progress: PushProgress) => void,
    signal: AbortSignal,
  ): Promise<PushedImage & { readonly digest: Digest }> {
    const { bytes, parsed } = await this.#manifest(record);
    const { http, at } = await this.#registries.destination(reference);
    const endpoint = await registryEndpoint(http, at.domain, signal);
    const login = logins[at.domain];
    const sources = await this.#sources(reference, parsed);
    const repository = { endpoint, path: at.path, ...(login === undefined ? {} : { login }) };
    const client = new PushClient(http, repository, [...new Set(sources.values())]);
    for (const { digest, size } of parsed.layers)
      report({ phase: 'waiting', layer: digest, totalBytes: size });
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    // A layer may occur twice in one image.
    const blobs = new Map([...parsed.layers, parsed.config].map((blob) => [blob.digest, blob]));
    const settled = await Promise.allSettled(
      [...blobs.values()].map((blob) => {
        const tell: typeof report = blob.digest === parsed.config.digest ? () => {} : report;
        const work = () => this.#blob(client, blob, sources.get(blob.digest), tell, either);
        return this.#limiter.run(work).catch((error: unknown) => {
          failed.abort(error);
          throw error;
        });
      }),
    );
    signal.throwIfAborted();
    if (settled.some(({ status }) => status === 'rejected')) throw failed.signal.reason;
    const digest = digestOf(bytes);
    const manifest = { bytes, digest, mediaType: parsed.mediaType ?? MANIFEST_TYPES[0] };
    await withRetries(this.#registries.retries, signal, () =>
      client.putManifest(reference.tag ?? digest, manifest, signal),
    );
    return { digest, size: bytes.length };
  }

  async #manifest(record: ImageRecord): Promise<{ bytes: Uint8Array; parsed: Manifest }> {
    const bytes =
      record.manifest === undefined
        ? await ociManifest(await this.#config(record), record.layers, this.#blobs)
        : await this.#blobs.read(record.manifest);
    const parsed = parseManifest(bytes, `manifest of ${record.id}`);
    if (parsed.kind === 'manifest') return { bytes, parsed };
    throw new TscomposeError('IMAGE_INVALID', `image ${record.id} is recorded with an index`, {
      subject: record.id,
    });
  }

  async #config({ id }: ImageRecord): Promise<Pick<Descriptor, 'digest' | 'size'>> {
    return { digest: id, size: (await this.#blobs.read(id)).length };
  }

  /** Digest of a layer → another repository of the same registry that has it, as far as is known here. */
  async #sources({ domain, path }: Reference, { layers }: Manifest): Promise<ReadonlyMap<Digest, string>> {
    const wanted = new Set(layers.map(({ digest }) => digest));
    const sources = new Map<Digest, string>();
    for (const known of await this.#records.references()) {
      const other = parseReference(known.reference);
      // Only what came from a registry, or went there, has a manifest of it.
      if (known.manifest === undefined || other.domain !== domain || other.path === path) continue;
      const record = await this.#records.imageInUse(known.id);
      for (const { digest } of record?.layers ?? []) if (wanted.has(digest)) sources.set(digest, other.path);
    }
    return sources;
  }

  async #blob(
    client: PushClient,
    { digest, size }: Descriptor,
    source: string | undefined,
    report: (progress: PushProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const about = { layer: digest, totalBytes: size };
    await withRetries(this.#registries.retries, signal, async () => {
      signal.throwIfAborted();
      if (await client.has(digest, signal)) {
        report({ phase: 'exists', ...about });
        return;
      }
      const session =
        source === undefined ? await client.begin(signal) : await client.mount(digest, source, signal);
      if (session === 'mounted') {
        report({ phase: 'mounted', ...about, ...(source === undefined ? {} : { from: source }) });
        return;
      }
      if (!(await this.#blobs.has(digest, size))) throw lost(digest);
      report({ phase: 'pushing', ...about, currentBytes: 0 });
      const content = () =>
        counted(this.#blobs.path(digest), (currentBytes) =>
          report({ phase: 'pushing', ...about, currentBytes }),
        );
      await client.upload(session, { digest, size, content }, signal);
      report({ phase: 'done', ...about });
    });
  }
}

/** A file that tells how much of it was read. */
function counted(path: string, onBytes: (bytes: number) => void): Transform {
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  file.on('error', (error) => meter.destroy(error));
  meter.on('close', () => file.destroy());
  return file.pipe(meter);
}

/**
 * What is recorded of an image that is to be pushed by that name.
 * @throws IMAGE_NOT_FOUND, REFERENCE_INVALID
 */
export async function findPushable(
  reference: Reference,
  records: ImageRecords,
): Promise<{ readonly known: ReferenceRecord; readonly record: ImageRecord }> {
  const name = formatReference(reference);
  if (reference.digest !== undefined) {
    throw new TscomposeError('REFERENCE_INVALID', `${name} names a digest; only tags can be pushed`, {
      subject: name,
    });
  }
  const known = await records.reference(name);
  const record = known === undefined ? undefined : await records.image(known.id);
  if (known !== undefined && record !== undefined) return { known, record };
  throw new TscomposeError('IMAGE_NOT_FOUND', `there is no image ${name} in the store`, {
    action: 'push image',
    subject: name,
    hint: 'Give the image that name first: tscompose tag IMAGE NAME',
  });
}

function lost(digest: Digest): TscomposeError {
  return new TscomposeError('IMAGE_NOT_FOUND', `the store lost the layer ${digest}`, {
    subject: digest,
    hint: 'Pull or load the image again.',
  });
}
