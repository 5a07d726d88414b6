import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Header } from 'tar-stream';
import { type Digest, isDigest } from '../../../base/digest.js';
import type { StoredBlob } from '../../store/blob-check.js';
import type { BlobStore } from '../../store/blob-store.js';
import { malformed } from '../json-shape.js';
import { archiveName, openArchive } from './archive-stream.js';

/** What an archive holds: its files are blobs of the store now, but for the small ones that say what is what. */
export interface ArchiveContents {
  /** `manifest.json`, `index.json`. */
  readonly tables: ReadonlyMap<string, Uint8Array>;
  /** The blob of the file of that path; links are followed. */
  blob(path: string): StoredBlob | undefined;
}

const TABLES: readonly string[] = ['manifest.json', 'index.json'];
const MAX_TABLE_BYTES = 16 * 1024 * 1024;
// Docker's older archives name a layer twice, through a link.
const MAX_LINKS = 8;

class Contents implements ArchiveContents {
  readonly tables = new Map<string, Uint8Array>();
  readonly blobs = new Map<string, StoredBlob>();
  readonly links = new Map<string, string>();

  blob(path: string): StoredBlob | undefined {
    let name = posix.normalize(path);
    for (let count = 0; count < MAX_LINKS; count += 1) {
      const target = this.links.get(name);
      if (target === undefined) break;
      name = target;
    }
    return this.blobs.get(name);
  }
}

/**
 * Reads an image archive once, from front to back, into the blob store; nothing of it is held in memory.
 * @throws IMAGE_INVALID when it is no tar archive or a blob isn't what its name says
 */
export async function readArchive(
  source: string | AsyncIterable<Uint8Array>,
  blobs: BlobStore,
  signal: AbortSignal,
): Promise<ArchiveContents> {
  const [{ extract }, streams] = await Promise.all([import('tar-stream'), openArchive(source)]);
  const contents = new Contents();
  const entries = extract();
  const consume = async () => {
    for await (const entry of entries) {
      await takeEntry(entry.header, entry as AsyncIterable<Uint8Array>, contents, blobs);
      entry.resume();
    }
  };
  const [fed, consumed] = await Promise.allSettled([pipeline([...streams, entries], { signal }), consume()]);
  const error = firstFailure(fed, consumed);
  if (error !== undefined) throw explain(error, archiveName(source));
  return contents;
}

// Each side fails when the other does; a stream closed too early is only ever the consequence.
function firstFailure(fed: PromiseSettledResult<void>, consumed: PromiseSettledResult<void>): unknown {
  const feedError = fed.status === 'rejected' ? fed.reason : undefined;
  const consequence = (feedError as NodeJS.ErrnoException | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE';
  if (feedError !== undefined && !consequence) return feedError;
  return consumed.status === 'rejected' ? consumed.reason : feedError;
}

async function takeEntry(
  header: Header,
  content: AsyncIterable<Uint8Array>,
  contents: Contents,
  blobs: BlobStore,
): Promise<void> {
  const name = posix.normalize(header.name);
  if (header.type === 'symlink')
    contents.links.set(name, posix.join(posix.dirname(name), header.linkname ?? ''));
  else if (header.type === 'link') contents.links.set(name, posix.normalize(header.linkname ?? ''));
  if (header.type !== 'file') return;
  if (TABLES.includes(name)) {
    contents.tables.set(name, await readTable(name, header.size, content));
  } else if (name.startsWith('blobs/') || name.endsWith('.tar') || name.endsWith('.json')) {
    const digest = digestInName(name);
    contents.blobs.set(name, await blobs.put(content, digest === undefined ? {} : { digest }));
  }
}

function digestInName(name: string): Digest | undefined {
  const [folder, algorithm, hex] = name.split('/');
  const digest = `${algorithm}:${hex}`;
  return folder === 'blobs' && isDigest(digest) ? digest : undefined;
}

async function readTable(
  name: string,
  size: number,
  content: AsyncIterable<Uint8Array>,
): Promise<Uint8Array> {
  if (size > MAX_TABLE_BYTES) throw malformed(`${name} of the archive`, `it has ${size} bytes`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// tar-stream and zlib name what they dislike in their messages only.
function explain(error: unknown, name: string): unknown {
  if (!(error instanceof Error)) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const damaged =
    code.startsWith('Z_') || /tar header|Unexpected end of data|Writable stream closed/i.test(error.message);
  return damaged
    ? malformed(`archive ${name}`, `it cannot be read as a tar archive (${error.message})`, error)
    : error;
}
