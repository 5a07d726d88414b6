import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
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

const READ_SIZE = 1024 * 1024;

/** Streams that make up the plain archive, first to last, for `stream.pipeline`. @throws IMAGE_INVALID */
export async function openArchive(path: string): Promise<readonly [Readable, ...NodeJS.ReadWriteStream[]]> {
  const compression = await detect(path);
  if (compression !== undefined && compression.decompress === undefined) {
    throw new TscomposeError('IMAGE_INVALID', `${path} is compressed with ${compression.name}`, {
      subject: path,
      hint: `Decompress it first: ${compression.name} -d; plain and gzip archives can be loaded as they are.`,
    });
  }
  const file = createReadStream(path, { highWaterMark: READ_SIZE });
  return compression?.decompress === undefined ? [file] : [file, compression.decompress()];
}

async function detect(path: string): Promise<Compression | undefined> {
  const file = await open(path, 'r');
  try {
    const first = Buffer.alloc(8);
    await file.read(first, 0, first.length, 0);
    return COMPRESSIONS.find(({ magic }) => magic.every((byte, index) => first[index] === byte));
  } finally {
    await file.close();
  }
}
