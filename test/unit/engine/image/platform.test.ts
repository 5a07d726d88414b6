import { describe, expect, it } from 'vitest';
import { formatPlatform, type Platform, parsePlatform } from '../../../../src/base/platform.js';
import { type Index, parseManifest } from '../../../../src/engine/image/manifest.js';
import { choosePlatform } from '../../../../src/engine/image/platform.js';

const digest = (index: number) => `sha256:${String(index).repeat(64)}`;

function indexOf(...platforms: string[]): Index {
  const manifests = platforms.map((text, index) => {
    const [os, architecture, variant] = text.split('/');
    return { mediaType: 'x', digest: digest(index), size: 1, platform: { os, architecture, variant } };
  });
  const parsed = parseManifest(Buffer.from(JSON.stringify({ manifests })), 'x');
  if (parsed.kind !== 'index') throw new Error('not an index');
  return parsed;
}

const choice = (wanted: Platform, ...offered: string[]) => {
  const chosen = choosePlatform(indexOf(...offered), wanted, 'demo');
  return offered[Number(chosen.digest.slice(-1))];
};

describe('a platform', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['Linux/AMD64', 'linux/amd64'],
    ['amd64', 'linux/amd64'],
    ['x86_64', 'linux/amd64'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/arm/6', 'linux/arm/v6'],
    ['armhf', 'linux/arm/v7'],
    ['linux/amd64/v3', 'linux/amd64/v3'],
  ])('written as %s is %s', (text, normal) => {
    expect(formatPlatform(parsePlatform(text))).toBe(normal);
  });

  it.each(['', 'linux', 'linux/', 'linux/a/b/c', 'windows/amd64', 'linux/amd 64'])('is not %j', (text) => {
    expect(() => parsePlatform(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it.each([
    ['linux/arm64', ['linux/amd64', 'linux/arm64/v8'], 'linux/arm64/v8'],
    ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v7', 'linux/arm/v6'], 'linux/arm/v7'],
    ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6'], 'linux/arm/v6'],
    ['linux/arm/v6', ['linux/arm/v7', 'linux/arm/v5'], 'linux/arm/v5'],
    ['linux/amd64', ['linux/amd64/v3', 'linux/amd64'], 'linux/amd64'],
    ['linux/amd64/v3', ['linux/amd64', 'linux/amd64/v2'], 'linux/amd64/v2'],
    ['linux/386', ['linux/amd64', 'linux/386'], 'linux/386'],
  ])('%s is given the best of %j', (wanted, offered, best) => {
    expect(choice(parsePlatform(wanted), ...offered)).toBe(best);
  });

  it.each([
    ['linux/arm/v5', ['linux/arm/v6', 'linux/arm/v7']],
    ['linux/amd64', ['linux/amd64/v3']],
    ['linux/s390x', ['linux/amd64']],
  ])('%s finds nothing that it could run in %j', (wanted, offered) => {
    expect(() => choice(parsePlatform(wanted), ...offered)).toThrow(
      `demo has no variant for ${wanted}, only for ${offered.join(', ')}`,
    );
  });
});
