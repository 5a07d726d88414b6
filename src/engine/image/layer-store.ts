import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, hexOf, isDigest } from '../../base/digest.js';
import { TscomposeError } from '../../base/errors.js';
import type { Addon, GrowingBlobHandle } from '../../native/addon-surface.js';
import type { IncomingBlob } from '../store/incoming-blob.js';
import { readJson, TEMPORARY_PREFIX, writeJsonAtomic } from '../store/json-file.js';
import { makeDirectory } from '../store/make-directory.js';
import { isObject } from './json-shape.js';
import { Limiter } from './limiter.js';
import { SharedTasks } from './shared-tasks.js';
import { isRestarted, mayBeTheBytes, unpackError } from './unpack-error.js';

/** A layer in its place among others: two images share it when all below it is the same too. */
export interface LayerKey {
  readonly chainId: Digest;
  readonly diffId: Digest;
}

export interface UnpackedLayer {
  /** Absolute directory, ready to be a lower one. */
  readonly directory: string;
  /** Bytes of its files. */
  readonly bytes: number;
  /** The layers below it are not to be mounted: nothing of them shows. */
  readonly hidesAll: boolean;
}

export type LayerCalls =
  | 'unpackLayer'
  | 'removeTree'
  | 'spreadSubdirectories'
  | 'syncFileSystem'
  | 'layerChanges';
type Unpacked = Awaited<ReturnType<Addon['unpackLayer']>['done']>;

export interface StoredLayer extends UnpackedLayer {
  readonly chainId: Digest;
  /** As unpacked; what it stands for may be fewer names. */
  readonly entries: number;
}

interface LayerRecord {
  readonly version: 1;
  readonly diffId: string;
  readonly bytes: number;
  readonly entries: number;
  readonly hidesAll?: boolean;
  /** Boot during which it was unpacked, until its files are known to be on the disk. */
  readonly unsettledBoot?: string;
}

/** Beyond this a layer is refused: more than any image has, less than fills most disks. */
const MAX_LAYER_BYTES = 64 * 1024 ** 3;

/** Layers unpacked at once: enough to keep processors and disk busy, few enough to take little memory. */
const PARALLEL = 3;

/**
 * Unpacked layers: `HEX/fs` is the tree, `HEX/layer.json` says what it is. A layer appears by a rename, whole. Its files are
 * not forced to the disk one by one; {@link settle} does that for all at leisure, and after a power cut in between the layer
 * counts as absent.
 */
export class LayerStore {
  readonly #addon: Pick<Addon, LayerCalls>;
  readonly #directory: string;
  readonly #unpacking = new SharedTasks<never, UnpackedLayer>();
  readonly #limiter = new Limiter(PARALLEL);
  readonly #boot: Promise<string>;
  readonly #unsettled = new Map<string, LayerRecord>();
  #settling: Promise<void> = Promise.resolve();

  constructor(addon: Pick<Addon, LayerCalls>, directory: string) {
    this.#addon = addon;
    this.#directory = directory;
    this.#boot = bootId();
  }

  /** Removes what was half unpacked, and what an earlier boot left without certainty. */
  async recover(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o711 });
    // Those unpacked at once don't crowd one place then, nor do new files come where many were deleted in the last minutes: there
    // ext4 looks through these for each new one.
    this.#addon.spreadSubdirectories(this.#directory);
    for (const name of await readdir(this.#directory)) {
      const path = join(this.#directory, name);
      const usable = !name.startsWith(TEMPORARY_PREFIX) && (await this.#record(path)) !== undefined;
      if (!usable) await this.#addon.removeTree(path);
    }
  }

  async find({ chainId }: LayerKey): Promise<UnpackedLayer | undefined> {
    const path = join(this.#directory, hexOf(chainId));
    const record = await this.#record(path);
    return record === undefined ? undefined : unpackedLayer(path, record);
  }

  /**
   * Unpacks a blob unless the layer is there already.
   * @param blob path of a stored one; or one that is coming in: the layer appears when all of it has turned out right
   * @throws IMAGE_INVALID when the blob is damaged or is not what the image's config says; what an incoming one fails with
   */
  async unpack(key: LayerKey, blob: string | IncomingBlob, signal: AbortSignal): Promise<UnpackedLayer> {
    const work = async (_: unknown, shared: AbortSignal) =>
      (await this.find(key)) ?? (await this.#limiter.run(() => this.#unpackNow(key, blob, shared)));
    return this.#unpacking.run(key.chainId, work, () => {}, signal);
  }

  /** Absent is success. It is gone at once, its files soon after. @returns bytes freed */
  async remove(chainId: Digest): Promise<number> {
    const path = join(this.#directory, hexOf(chainId));
    const record = await this.#record(path);
    const temporary = join(this.#directory, `${TEMPORARY_PREFIX}${randomUUID()}`);
    try {
      await rename(path, temporary);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
    this.#unsettled.delete(path);
    await this.#addon.removeTree(temporary);
    return record?.bytes ?? 0;
  }

  /** Every layer that can be relied on, sorted. */
  async list(): Promise<readonly StoredLayer[]> {
    const names = (await readdir(this.#directory)).sort();
    const layers = await Promise.all(
      names.map(async (name) => {
        const chainId = `sha256:${name}`;
        const record = isDigest(chainId) ? await this.#record(join(this.#directory, name)) : undefined;
        if (record === undefined || !isDigest(chainId)) return undefined;
        return { ...unpackedLayer(join(this.#directory, name), record), chainId, entries: record.entries };
      }),
    );
    return layers.filter((layer) => layer !== undefined);
  }

  /** Bytes of files that a layer has now; as many as when it was unpacked, unless somebody changed it. */
  async weigh({ directory }: StoredLayer): Promise<number> {
    return (await this.#addon.layerChanges(directory, [])).bytes;
  }

  /** Forces to the disk what was unpacked since the last time. */
  settle(): Promise<void> {
    this.#settling = this.#settling.catch(() => undefined).then(() => this.#settleNow());
    return this.#settling;
  }

  async #settleNow(): Promise<void> {
    const layers = [...this.#unsettled];
    if (layers.length === 0) return;
    this.#unsettled.clear();
    await this.#addon.syncFileSystem(this.#directory);
    for (const [path, { unsettledBoot: _, ...settled }] of layers) {
      await writeJsonAtomic(join(path, 'layer.json'), settled, { durable: false });
    }
  }

  async #unpackNow(key: LayerKey, blob: string | IncomingBlob, signal: AbortSignal): Promise<UnpackedLayer> {
    signal.throwIfAborted();
    const temporary = join(this.#directory, `${TEMPORARY_PREFIX}${randomUUID()}`);
    try {
      const result =
        typeof blob === 'string'
          ? await this.#fill(temporary, () => blob, signal)
          : await this.#follow(temporary, blob, signal);
      signal.throwIfAborted();
      if (result.diffId !== key.diffId) throw wrongDiffId(key.diffId, result.diffId);
      const record: LayerRecord = {
        version: 1,
        diffId: result.diffId,
        bytes: result.bytes,
        entries: result.entries,
        ...(result.hidesAll ? { hidesAll: true } : {}),
        unsettledBoot: await this.#boot,
      };
      await writeJsonAtomic(join(temporary, 'layer.json'), record, { durable: false });
      const path = join(this.#directory, hexOf(key.chainId));
      await rename(temporary, path);
      this.#unsettled.set(path, record);
      return unpackedLayer(path, record);
    } catch (error) {
      await this.#addon.removeTree(temporary);
      throw unpackError(error, key.diffId);
    }
  }

  /** Unpacks what is coming in until all of it is there and right. */
  async #follow(temporary: string, blob: IncomingBlob, signal: AbortSignal): Promise<Unpacked> {
    for (;;) {
      const { restarts } = blob;
      try {
        const result = await this.#fill(temporary, () => blob.source, signal);
        await orAborted(blob.verified, signal);
        return result;
      } catch (error) {
        signal.throwIfAborted();
        if (!mayBeTheBytes(error)) throw error;
        // These may be other bytes than the layer's: then the download says so, or has begun anew.
        if (!isRestarted(error)) await orAborted(blob.verified, signal);
        if (blob.restarts === restarts) throw error;
        await this.#addon.removeTree(temporary);
      }
    }
  }

  /** @param source asked for at the last moment: an incoming blob becomes a stored one meanwhile */
  async #fill(
    temporary: string,
    source: () => string | GrowingBlobHandle,
    signal: AbortSignal,
  ): Promise<Unpacked> {
    const tree = join(temporary, 'fs');
    await makeDirectory(tree, 0o700);
    // Containers see it as the mode of "/" when the layer doesn't say.
    await chmod(tree, 0o755);
    const { done, cancel } = this.#addon.unpackLayer(source(), tree, { maxBytes: MAX_LAYER_BYTES });
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await done;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  // Undefined for what can't be relied on; a file that a power cut emptied is of that kind and no reason to complain.
  async #record(path: string): Promise<LayerRecord | undefined> {
    const value = await readJson(join(path, 'layer.json')).catch((error: unknown) => {
      if (error instanceof TscomposeError && error.code === 'STATE_CORRUPT') return undefined;
      throw error;
    });
    if (!isObject(value) || value.version !== 1 || typeof value.bytes !== 'number') return undefined;
    const unsettled = value.unsettledBoot !== undefined && value.unsettledBoot !== (await this.#boot);
    return unsettled ? undefined : (value as unknown as LayerRecord);
  }
}

function unpackedLayer(path: string, { bytes, hidesAll = false }: LayerRecord): UnpackedLayer {
  return { directory: join(path, 'fs'), bytes, hidesAll };
}

/** Rejects with the signal's reason as soon as it is aborted. */
async function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

function wrongDiffId(expected: Digest, actual: string): TscomposeError {
  return new TscomposeError(
    'IMAGE_INVALID',
    `a layer is not what its image says: it unpacks to ${actual} instead of ${expected}`,
    { subject: expected },
  );
}
