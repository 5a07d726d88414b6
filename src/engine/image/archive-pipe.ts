import { Socket } from 'node:net';
import { finished } from 'node:stream/promises';
import type { Addon } from '../../native/addon-surface.js';

export type Packer = Pick<Addon, 'packLayers' | 'openPipe'>;
export type PackedLayers = Awaited<ReturnType<Addon['packLayers']>>;

export interface ArchivePipe {
  /** The archive as it is made; leaving it ends its making. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** What it turned out to be; to be awaited once the bytes are read. */
  readonly packed: Promise<PackedLayers>;
}

/** Directories of layers (topmost first) as a tar archive that nobody holds wholly: its maker waits for its reader. */
export function packIntoPipe(
  addon: Packer,
  layers: readonly string[],
  below: readonly string[],
): ArchivePipe {
  const { reader, writer } = addon.openPipe();
  const socket = new Socket({ fd: reader, readable: true, writable: false });
  const packed = addon.packLayers(layers, below, writer);
  // Whoever reads hears of a failure after the bytes.
  packed.catch(() => undefined);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield* socket as AsyncIterable<Uint8Array>;
      await packed;
    } finally {
      socket.destroy();
      await finished(socket).catch(() => undefined);
    }
  }
  return { bytes: bytes(), packed };
}
