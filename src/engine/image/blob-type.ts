import { open } from 'node:fs/promises';

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json';
const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar';

/** The OCI media type of a layer's blob, by its first bytes: what it came as says too little, or nothing. */
export async function layerType(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const first = Buffer.alloc(4);
    await file.read(first, 0, first.length, 0);
    const starts = (magic: readonly number[]) => magic.every((byte, index) => first[index] === byte);
    if (starts(GZIP)) return `${OCI_LAYER}+gzip`;
    return starts(ZSTD) ? `${OCI_LAYER}+zstd` : OCI_LAYER;
  } finally {
    await file.close();
  }
}
