import type { Digest } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';
import { formatReference, type Reference } from '../../base/image-reference.js';
import type { Platform } from '../../base/platform.js';
import type { RegistryLogins } from '../../spec/registry.js';
import type { BlobDownloads } from '../store/blob-downloads.js';
import type { BlobStore } from '../store/blob-store.js';
import type { IncomingBlob } from '../store/incoming-blob.js';
import { parseConfig } from './image-config.js';
import type { BlobArrival, FetchBlob, ImageImporter, Report } from './image-importer.js';
import type { ImageRecord } from './image-records.js';
import { Limiter } from './limiter.js';
import { type Descriptor, type Manifest, parseManifest } from './manifest.js';
import { choosePlatform, hostPlatform, requirePlatform } from './platform.js';
import type { PullSource } from './registry/pull-source.js';
import type { Registries } from './registry/registries.js';
import { withRetries } from './registry/retry.js';
import { SharedTasks } from './shared-tasks.js';

export interface PullRequest {
  readonly reference: Reference;
  /** Absent: this machine's, and whatever there is where nothing can be chosen. */
  readonly platform?: Platform;
  readonly logins: RegistryLogins;
}

export interface Pulled {
  readonly record: ImageRecord;
  /** Digest of what the reference stands for at the registry. */
  readonly manifest: Digest;
}

interface Resolved {
  readonly manifest: Manifest;
  readonly digest: Digest;
  /** Whether an index gave the choice between platforms. */
  readonly chosen: boolean;
}

/** An index may point at an index; more than this is no image. */
const MAX_INDEX_DEPTH = 3;
const PARALLEL_DOWNLOADS = 6;
/** An attempt that brought at least so many bytes is no failure of the kind that is given up on. */
const WORTH_GOING_ON = 64 * 1024;

/** Pulls images from registries into the store. */
export class Puller {
  readonly #registries: Registries;
  readonly #blobs: BlobStore;
  readonly #importer: ImageImporter;
  readonly #limiter = new Limiter(PARALLEL_DOWNLOADS);
  readonly #downloads: BlobDownloads;
  readonly #shared = new SharedTasks<BlobArrival, void>();

  constructor(registries: Registries, blobs: BlobStore, downloads: BlobDownloads, importer: ImageImporter) {
    this.#registries = registries;
    this.#blobs = blobs;
    this.#downloads = downloads;
    this.#importer = importer;
  }

  /** @throws IMAGE_NOT_FOUND, REGISTRY, IMAGE_INVALID, NO_SPACE */
  async pull(request: PullRequest, report: Report, signal: AbortSignal): Promise<Pulled> {
    const { reference, logins, platform } = request;
    const source = await this.#registries.source(reference, logins);
    report({ phase: 'resolving' });
    const { manifest, digest, chosen } = await this.#resolve(source, request, signal);
    const existing = await this.#importer.existing(manifest);
    if (existing !== undefined) {
      if (!chosen && platform !== undefined) await this.#requirePlatform(existing, request);
      report({ phase: 'exists' });
      return { record: existing, manifest: digest };
    }
    for (const { digest: layer, size } of manifest.layers) {
      report({ phase: 'waiting', layer, totalBytes: size });
    }
    const fetch: FetchBlob = (descriptor, listen, wanted) =>
      this.#shared.run(
        descriptor.digest,
        (tell, joined) => this.#limiter.run(() => this.#download(source, descriptor, tell, joined)),
        listen,
        wanted,
      );
    const record = await this.#importer.import(manifest, formatReference(reference), fetch, report, signal);
    if (!chosen && platform !== undefined) await this.#requirePlatform(record, request);
    report({ phase: 'done' });
    return { record, manifest: digest };
  }

  /** Id of the image that {@link pull} would bring now; nothing of it is fetched but its manifest. */
  async latest(request: PullRequest, signal: AbortSignal): Promise<Digest> {
    const source = await this.#registries.source(request.reference, request.logins);
    const { manifest } = await this.#resolve(source, request, signal);
    return manifest.config.digest;
  }

  async #resolve(
    source: PullSource,
    { reference, platform = hostPlatform() }: PullRequest,
    signal: AbortSignal,
  ): Promise<Resolved> {
    const subject = formatReference(reference);
    let version: string = reference.digest ?? reference.tag ?? 'latest';
    let top: Digest | undefined;
    for (let depth = 0; depth < MAX_INDEX_DEPTH; depth += 1) {
      const asked = version;
      const fetched = await withRetries(this.#registries.retries, signal, () =>
        source.manifest(asked, signal),
      );
      top ??= fetched.digest;
      const parsed = parseManifest(fetched.bytes, `manifest of ${subject}`);
      if (parsed.kind === 'manifest') return { manifest: parsed, digest: top, chosen: depth > 0 };
      version = choosePlatform(parsed, platform, subject).digest;
    }
    throw new TscomposeError('IMAGE_INVALID', `${subject} is an index of indexes without an end`, {
      subject,
    });
  }

  #download(
    source: PullSource,
    descriptor: Descriptor,
    tell: (arrival: BlobArrival) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const transfer = (incoming: IncomingBlob) =>
      withRetries(this.#registries.retries, signal, async (advanced) => {
        signal.throwIfAborted();
        const start = incoming.size;
        await incoming.receive(
          (from) => source.blob(descriptor, from, signal),
          (bytes) => {
            if (bytes - start >= WORTH_GOING_ON) advanced();
            tell({ bytes, incoming });
          },
        );
      });
    return this.#downloads.run(descriptor, transfer, signal);
  }

  /** Nothing could be chosen: the only image that there is must be the one asked for. */
  async #requirePlatform(record: ImageRecord, { reference, platform }: PullRequest): Promise<void> {
    const name = formatReference(reference);
    const config = parseConfig(await this.#blobs.read(record.id), `config of ${name}`);
    if (platform !== undefined) requirePlatform(config, platform, name);
  }
}
