import { TscomposeError } from '../../base/errors.js';
import { formatReference, type Reference } from '../../base/image-reference.js';
import type { BlobStore } from '../store/blob-store.js';
import type { FetchBlob, ImageImporter, Report } from './image-importer.js';
import type { ImageRecord } from './image-records.js';
import { Limiter } from './limiter.js';
import { type Descriptor, type Manifest, parseManifest } from './manifest.js';
import { choosePlatform, hostPlatform } from './platform.js';
import type { HttpClient } from './registry/http.js';
import { type FetchedManifest, RegistryClient } from './registry/registry-client.js';
import { type RetryPolicy, withRetries } from './registry/retry.js';
import { SharedTasks } from './shared-tasks.js';

export interface Pulled {
  readonly record: ImageRecord;
  /** Digest of what the reference stands for at the registry. */
  readonly manifest: FetchedManifest['digest'];
}

/** An index may point at an index; more than this is no image. */
const MAX_INDEX_DEPTH = 3;
const PARALLEL_DOWNLOADS = 6;

/** Pulls images from registries into the store. */
export class Puller {
  readonly #http: HttpClient;
  readonly #blobs: BlobStore;
  readonly #importer: ImageImporter;
  readonly #retries: RetryPolicy;
  readonly #limiter = new Limiter(PARALLEL_DOWNLOADS);
  readonly #downloads = new SharedTasks<number, void>();

  constructor(http: HttpClient, blobs: BlobStore, importer: ImageImporter, retries: RetryPolicy) {
    this.#http = http;
    this.#blobs = blobs;
    this.#importer = importer;
    this.#retries = retries;
  }

  /** @throws IMAGE_NOT_FOUND, REGISTRY, IMAGE_INVALID, NO_SPACE */
  async pull(reference: Reference, report: Report, signal: AbortSignal): Promise<Pulled> {
    const client = new RegistryClient(this.#http, reference);
    report({ phase: 'resolving' });
    const { manifest, digest } = await this.#resolve(client, reference, signal);
    const existing = await this.#importer.existing(manifest);
    if (existing !== undefined) {
      report({ phase: 'exists' });
      return { record: existing, manifest: digest };
    }
    const fetch: FetchBlob = (descriptor, onBytes, shared) =>
      this.#downloads.run(
        descriptor.digest,
        (reportBytes, joined) =>
          this.#limiter.run(() => this.#download(client, descriptor, reportBytes, joined)),
        onBytes,
        shared,
      );
    const record = await this.#importer.import(manifest, formatReference(reference), fetch, report, signal);
    report({ phase: 'done' });
    return { record, manifest: digest };
  }

  async #resolve(
    client: RegistryClient,
    reference: Reference,
    signal: AbortSignal,
  ): Promise<{ manifest: Manifest; digest: FetchedManifest['digest'] }> {
    const subject = formatReference(reference);
    let version: string = reference.digest ?? reference.tag ?? 'latest';
    let top: FetchedManifest['digest'] | undefined;
    for (let depth = 0; depth < MAX_INDEX_DEPTH; depth += 1) {
      const asked = version;
      const fetched = await withRetries(this.#retries, signal, () => client.manifest(asked, signal));
      top ??= fetched.digest;
      const parsed = parseManifest(fetched.bytes, `manifest of ${subject}`);
      if (parsed.kind === 'manifest') return { manifest: parsed, digest: top };
      version = choosePlatform(parsed, hostPlatform(), subject).digest;
    }
    throw new TscomposeError('IMAGE_INVALID', `${subject} is an index of indexes without an end`, {
      subject,
    });
  }

  async #download(
    client: RegistryClient,
    descriptor: Descriptor,
    onBytes: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (await this.#blobs.has(descriptor.digest, descriptor.size)) return;
    const { digest, size } = descriptor;
    await withRetries(this.#retries, signal, async () => {
      signal.throwIfAborted();
      await this.#blobs.put(client.blob(descriptor, signal), { digest, size, onBytes });
    });
  }
}
