import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../../src/engine/image/manifest.js';
import { choosePlatform, hostPlatform } from '../../../../src/engine/image/platform.js';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const blob = (digest: string) => ({ mediaType: 'application/octet-stream', digest, size: 10 });

describe('a manifest', () => {
  it('gives config and layers, whichever family it is of', () => {
    const manifest = parseManifest(bytes({ schemaVersion: 2, config: blob(A), layers: [blob(B)] }), 'x');
    expect(manifest).toMatchObject({
      kind: 'manifest',
      config: { digest: A },
      layers: [{ digest: B, size: 10 }],
    });
  });

  it.each([
    ['not JSON at all', Buffer.from('{'), 'not JSON'],
    ['a list', bytes([]), 'not a JSON object'],
    ['without content', bytes({ schemaVersion: 2 }), 'neither'],
    ['of schema 1', bytes({ schemaVersion: 1, fsLayers: [] }), 'schema 1'],
    [
      'with a digest of another kind',
      bytes({ config: { digest: 'md5:1', size: 1 }, layers: [] }),
      'no sha256',
    ],
    ['with a negative size', bytes({ config: { digest: A, size: -1 }, layers: [] }), 'no size'],
    ['with a layer that is a number', bytes({ config: blob(A), layers: [1] }), 'not an object'],
    ['with too many layers', bytes({ config: blob(A), layers: Array(501).fill(blob(B)) }), 'more than 500'],
  ])('%s is refused', (_, content, why) => {
    expect(() => parseManifest(content, 'manifest of x')).toThrow(
      expect.objectContaining({ code: 'IMAGE_INVALID', message: expect.stringContaining(why) }),
    );
  });
});

describe('an index', () => {
  const index = (...platforms: unknown[]) => {
    const manifests = platforms.map((platform, i) => ({ ...blob(i === 0 ? A : B), platform }));
    const parsed = parseManifest(bytes({ manifests }), 'x');
    if (parsed.kind !== 'index') throw new Error('not an index');
    return parsed;
  };
  const amd64 = { os: 'linux', architecture: 'amd64' };
  const arm64 = { os: 'linux', architecture: 'arm64', variant: 'v8' };

  it('is searched for the platform of the machine', () => {
    expect(choosePlatform(index(arm64, amd64), hostPlatform('x64'), 'x').digest).toBe(B);
    expect(choosePlatform(index(arm64, amd64), hostPlatform('arm64'), 'x').digest).toBe(A);
  });

  it('says what it has when that one is missing, but for attestations', () => {
    const attestation = { os: 'unknown', architecture: 'unknown' };
    expect(() => choosePlatform(index(arm64, attestation), hostPlatform('x64'), 'demo')).toThrow(
      'demo has no variant for linux/amd64, only for linux/arm64/v8',
    );
  });

  it('with one manifest of no named platform means that one', () => {
    expect(choosePlatform(index(undefined), amd64, 'x').digest).toBe(A);
  });
});
