import { readFile } from 'node:fs/promises';
import { digestOf } from '../../base/digest.js';
import { parseReference, type Reference } from '../../base/image-reference.js';
import type { BlobStore } from '../store/blob-store.js';
import type { Descriptor, Manifest } from './manifest.js';
import { hostPlatform } from './platform.js';

/** The image that comes with the package: it needs no network and is never looked for in a registry. */
export const HELLO_REFERENCE: Reference = parseReference('tscompose/hello');

export function isHello({ domain, path, tag }: Reference): boolean {
  return domain === HELLO_REFERENCE.domain && path === HELLO_REFERENCE.path && tag === HELLO_REFERENCE.tag;
}

const PASSWD = 'root:x:0:0:root:/:/hello\nnobody:x:65534:65534:nobody:/:/hello\n';
const GROUP = 'root:x:0:\nnogroup:x:65534:\n';
// A fixed time, so that the image's id depends on the program alone.
const EPOCH = new Date(0);

/**
 * Makes the built-in image from the `hello` program and puts its blobs into the store. The same program makes the same image.
 * @param program path of the static executable
 */
export async function buildHelloImage(program: string, blobs: BlobStore): Promise<Manifest> {
  const layer = await packLayer(await readFile(program));
  const config = Buffer.from(JSON.stringify(helloConfig(digestOf(layer))));
  return {
    kind: 'manifest',
    config: await store(config, blobs),
    layers: [await store(layer, blobs)],
  };
}

async function store(content: Uint8Array, blobs: BlobStore): Promise<Descriptor> {
  return { mediaType: '', annotations: {}, ...(await blobs.putBytes(content)) };
}

function helloConfig(diffId: string): object {
  return {
    architecture: hostPlatform().architecture,
    os: 'linux',
    created: EPOCH.toISOString(),
    config: {
      Entrypoint: ['/hello'],
      Cmd: ['serve'],
      ExposedPorts: { '80/tcp': {} },
      Env: ['PATH=/'],
      WorkingDir: '/',
    },
    rootfs: { type: 'layers', diff_ids: [diffId] },
    history: [{ created: EPOCH.toISOString(), created_by: 'tscompose built-in image' }],
  };
}

async function packLayer(program: Uint8Array): Promise<Buffer> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  const directory = (name: string, mode = 0o755) =>
    archive.entry({ name, type: 'directory', mode, mtime: EPOCH });
  const file = (name: string, content: string | Uint8Array, mode: number) =>
    archive.entry({ name, mode, mtime: EPOCH }, Buffer.from(content));
  directory('etc');
  file('etc/passwd', PASSWD, 0o644);
  file('etc/group', GROUP, 0o644);
  directory('tmp', 0o1777);
  file('hello', program, 0o755);
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
