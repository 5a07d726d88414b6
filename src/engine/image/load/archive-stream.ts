import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { TscomposeError } from '../../../base/errors.js';

interface Compression {
  readonly name: string;
  readonly magic: readonly number[];
  readonly decompress?: () => NodeJS.ReadWriteStream;
}

// zstd came to Node's zlib with 22.15.
const createZstd = (zlib as { createZstdDecompress?: () => NodeJS.ReadWriteStream }).createZstdDecompress;

const COMPRESSIONS: readonly Compression[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], decompress: () => zlib.createGunzip() },
  {
    name: 'zstd',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    ...(createZstd === undefined ? {} : { decompress: createZstd }),
  },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68] },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
];

const LONGEST_MAGIC = 8;
const READ_SIZE = 1024 * 1024;

/**
 * Streams that make up the plain archive, first to last, for `stream.pipeline`.
 * @param source path of a file, or its bytes
 * @throws IMAGE_INVALID
 */
export async function openArchive(
  source: string | AsyncIterable<Uint8Array>,
): Promise<readonly [Readable, ...NodeJS.ReadWriteStream[]]> {
  const [first, bytes] =
    typeof source === 'string'
      ? [await firstOfFile(source), createReadStream(source, { highWaterMark: READ_SIZE })]
      : await firstOfStream(source);
  const compression = COMPRESSIONS.find(({ magic }) => magic.every((byte, index) => first[index] === byte));
  if (compression === undefined) return [bytes];
  if (compression.decompress === undefined) {
    bytes.destroy();
    const name = archiveName(source);
    throw new TscomposeError('IMAGE_INVALID', `${name} is compressed with ${compression.name}`, {
      subject: name,
      hint: `Decompress it first: ${compression.name} -d; plain and gzip archives can be loaded as they are.`,
    });
  }
  return [bytes, compression.decompress()];
}

/** What errors call an archive. */
export function archiveName(source: string | AsyncIterable<Uint8Array>): string {
  return typeof source === 'string' ? source : 'on standard input';
}

async function firstOfFile(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const first = Buffer.alloc(LONGEST_MAGIC);
    await file.read(first, 0, first.length, 0);
    return first;
  } finally {
    await file.close();
  }
}

/** The first bytes, and a stream that still has them. */
async function firstOfStream(source: AsyncIterable<Uint8Array>): Promise<readonly [Uint8Array, Readable]> {
  const chunks = source[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  while (first.length < LONGEST_MAGIC) {
    const { value, done } = await chunks.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  async function* whole() {
    yield first;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  return [first, Readable.from(whole(), { objectMode: false, highWaterMark: READ_SIZE })];
}
