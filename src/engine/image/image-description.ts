import type { Digest } from '../../base/digest.js';
import { formatReference, parseReference } from '../../base/image-reference.js';
import type { HistoryStep, ImageDetails } from '../../spec/images.js';
import type { ImageInfo } from '../../spec/objects.js';
import type { BlobStore } from '../store/blob-store.js';
import { type ParsedConfig, parseConfig } from './image-config.js';
import type { ImageRecord, ImageRecords, ReferenceRecord } from './image-records.js';
import { isObject, type JsonObject, parseJsonObject } from './json-shape.js';
import type { LayerStore } from './layer-store.js';

/** Parsed configs kept in memory, a few kilobytes each. */
const MAX_CONFIGS = 64;

/** Tells what images are, from their records and config blobs. */
export class ImageDescriber {
  readonly #records: ImageRecords;
  readonly #blobs: BlobStore;
  readonly #layers: LayerStore;
  /** By the digest of their bytes: they are never out of date. */
  readonly #configs = new Map<Digest, ParsedConfig>();

  constructor(records: ImageRecords, blobs: BlobStore, layers: LayerStore) {
    this.#records = records;
    this.#blobs = blobs;
    this.#layers = layers;
  }

  /** @throws IMAGE_INVALID when the config blob was damaged */
  async config({ id }: ImageRecord): Promise<ParsedConfig> {
    const known = this.#configs.get(id);
    if (known !== undefined) return known;
    const config = parseConfig(await this.#blobs.read(id), `config of ${id}`);
    const [oldest] = this.#configs.keys();
    if (oldest !== undefined && this.#configs.size >= MAX_CONFIGS) this.#configs.delete(oldest);
    this.#configs.set(id, config);
    return config;
  }

  /** @param all references of the store, where they were read already */
  async info(record: ImageRecord, all?: readonly ReferenceRecord[]): Promise<ImageInfo> {
    const { config, architecture, variant, createdAt } = await this.config(record);
    const own = (all ?? (await this.#records.references())).filter(({ id }) => id === record.id);
    return {
      id: record.id,
      references: own.map(({ reference }) => reference).sort(),
      digests: digestNames(own),
      config,
      createdAt,
      size: record.size,
      architecture,
      ...(variant === undefined ? {} : { variant }),
      ...optional('lastTaggedAt', latestTag(own)),
      pulledAt: Object.fromEntries(
        own.flatMap(({ reference, pulledAt }) => (pulledAt === undefined ? [] : [[reference, pulledAt]])),
      ),
    };
  }

  /** Sorted by first name, or id. */
  async list(): Promise<readonly ImageInfo[]> {
    const references = await this.#records.references();
    const records = await this.#records.images();
    const images = await Promise.all(records.map((record) => this.info(record, references)));
    const key = ({ references: [first], id }: ImageInfo) => first ?? id;
    return images.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  }

  async details(record: ImageRecord): Promise<ImageDetails> {
    const what = `config of ${record.id}`;
    const value = parseJsonObject(await this.#blobs.read(record.id), what);
    const sizes = await Promise.all(
      record.layers.map(async (layer) => (await this.#layers.find(layer))?.bytes ?? 0),
    );
    const history = historySteps(value, sizes);
    return {
      ...(await this.info(record)),
      os: text(value.os) ?? 'linux',
      ...optional('osVersion', text(value['os.version'])),
      ...optional('variant', text(value.variant)),
      ...optional('lastTagTime', await this.#lastTagTime(record)),
      dockerVersion: text(value.docker_version) ?? '',
      author: text(value.author) ?? '',
      comment: history[0]?.comment ?? '',
      layers: record.layers.map(({ diffId, digest, size }, index) => ({
        diffId,
        digest,
        size,
        unpackedSize: sizes[index] ?? 0,
      })),
      history,
      fullConfig: isObject(value.config) ? value.config : {},
    };
  }

  async #lastTagTime({ id }: ImageRecord): Promise<string | undefined> {
    return latestTag((await this.#records.references()).filter((reference) => reference.id === id));
  }
}

function latestTag(own: readonly ReferenceRecord[]): string | undefined {
  return own
    .flatMap(({ taggedAt }) => taggedAt ?? [])
    .sort()
    .at(-1);
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined || value === '' ? {} : ({ [key]: value } as { readonly [P in K]: string });
}

/** Latest first. Steps and layers run side by side; a step that says it is empty has none. */
function historySteps(config: JsonObject, sizes: readonly number[]): readonly HistoryStep[] {
  const told = Array.isArray(config.history) ? config.history.filter(isObject) : [];
  let layer = 0;
  const steps = told.map((step): HistoryStep => {
    const size = step.empty_layer === true ? 0 : (sizes[layer] ?? 0);
    if (step.empty_layer !== true) layer += 1;
    const createdAt = text(step.created);
    return {
      ...(createdAt === undefined ? {} : { createdAt }),
      createdBy: text(step.created_by) ?? '',
      comment: text(step.comment) ?? '',
      size,
    };
  });
  const untold = sizes.slice(layer).map((size): HistoryStep => ({ createdBy: '', comment: '', size }));
  return [...steps, ...untold].reverse();
}

function digestNames(references: readonly ReferenceRecord[]): readonly string[] {
  const names = references.flatMap(({ reference, manifest }) => {
    const digest: Digest | undefined = manifest ?? parseReference(reference).digest;
    if (digest === undefined) return [];
    const { domain, path } = parseReference(reference);
    return [formatReference({ domain, path, digest })];
  });
  return [...new Set(names)].sort();
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
