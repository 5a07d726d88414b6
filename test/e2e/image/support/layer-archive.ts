import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

export type Entry = Partial<Header> & { readonly name: string; readonly content?: string | Uint8Array };

const MTIME = new Date('2024-01-02T03:04:05Z');

/** A tar archive of the entries, in order. */
export async function archive(entries: readonly Entry[]): Promise<Buffer> {
  const stream = pack();
  for (const { content, ...header } of entries) {
    const filled = { mtime: MTIME, mode: header.type === 'directory' ? 0o755 : 0o644, ...header };
    if (header.type === undefined || header.type === 'file') stream.entry(filled, content ?? '');
    else stream.entry(filled);
  }
  stream.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

export async function gzippedArchive(entries: readonly Entry[]): Promise<Buffer> {
  return gzipSync(await archive(entries));
}
