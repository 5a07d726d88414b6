import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../../src/base/digest.js';
import { formatReference } from '../../../../src/base/image-reference.js';
import { readOciLayout } from '../../../../src/engine/image/load/oci-layout.js';

const AMD64 = { os: 'linux', architecture: 'amd64' };
const ARM64 = { os: 'linux', architecture: 'arm64' };

/** A layout in memory. */
class Layout {
  readonly #blobs = new Map<string, Uint8Array>();

  add(value: unknown) {
    const bytes = Buffer.from(JSON.stringify(value));
    const digest = digestOf(bytes);
    this.#blobs.set(digest, bytes);
    return { mediaType: 'x', digest, size: bytes.length };
  }

  manifest(name: string) {
    return this.add({ config: this.add({ name }), layers: [] });
  }

  async read(manifests: unknown[]) {
    const images = await readOciLayout(
      Buffer.from(JSON.stringify({ manifests })),
      async ({ digest }) => this.#blobs.get(digest) ?? Buffer.from('{}'),
      '/layout',
      AMD64,
    );
    return images.map(({ manifest, references }) => [
      manifest.config.digest,
      references.map(formatReference).join(),
    ]);
  }
}

const config = (name: string) => digestOf(JSON.stringify({ name }));
const named = (name: string) => ({ annotations: { 'io.containerd.image.name': name } });
const tagged = (tag: string) => ({ annotations: { 'org.opencontainers.image.ref.name': tag } });

describe('an OCI layout', () => {
  it('may hold several images by name', async () => {
    const layout = new Layout();
    const images = await layout.read([
      { ...layout.manifest('a'), ...named('docker.io/library/a:1') },
      { ...layout.manifest('b'), ...tagged('localhost:5000/b') },
    ]);
    expect(images).toEqual([
      [config('a'), 'docker.io/library/a:1'],
      [config('b'), 'localhost:5000/b:latest'],
    ]);
  });

  it('that names a tag only gives an image without reference', async () => {
    const layout = new Layout();
    expect(await layout.read([{ ...layout.manifest('a'), ...tagged('1.22') }])).toEqual([[config('a'), '']]);
  });

  it('gives the variant for the machine, of an index within or side by side', async () => {
    const layout = new Layout();
    const variants = [
      { ...layout.manifest('arm'), platform: ARM64 },
      { ...layout.manifest('amd'), platform: AMD64 },
    ];
    const wanted = [[config('amd'), 'docker.io/library/a:1']];
    expect(await layout.read([{ ...layout.add({ manifests: variants }), ...named('a:1') }])).toEqual(wanted);
    expect(await layout.read(variants.map((variant) => ({ ...variant, ...named('a:1') })))).toEqual(wanted);
    expect(await layout.read(variants)).toEqual([[config('amd'), '']]);
  });

  it('for another machine is refused', async () => {
    const layout = new Layout();
    const only = { ...layout.manifest('arm'), platform: ARM64, ...named('a:1') };
    await expect(layout.read([only])).rejects.toThrow('a:1 has no variant for linux/amd64');
  });
});
