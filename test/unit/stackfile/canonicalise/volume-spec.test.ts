import { describe, expect, it } from 'vitest';
import { parseVolumeSpec } from '../../../../src/stackfile/canonicalise/volume-spec.js';

describe('a short volume', () => {
  it.each([
    ['/a', { type: 'volume', target: '/a', hasVolumeOptions: false }],
    ['/data', { type: 'volume', target: '/data', hasVolumeOptions: true }],
    ['data:/d', { type: 'volume', source: 'data', target: '/d' }],
    ['d:/data', { type: 'volume', target: 'd:/data' }],
    ['C:\\x:/y', { type: 'bind', source: 'C:\\x', target: '/y' }],
    ['\\\\.\\pipe\\x:/y', { type: 'bind', source: '\\\\.\\pipe\\x', target: '/y' }],
    ['~:/h', { type: 'bind', source: '~', target: '/h' }],
    ['./a:/b:ro,z,rslave', { readOnly: true, selinux: 'z', propagation: 'rslave', ignored: [] }],
    ['./a:/b:ro,rw', { readOnly: false }],
    ['./a:/b:nocopy', { type: 'bind', noCopy: true, hasVolumeOptions: true }],
    ['./a:/b:delegated', { ignored: ['delegated'] }],
    ['${V:-./a}:/b', { source: '${V:-./a}', target: '/b' }],
  ])('%s is understood', (text, expected) => {
    expect(parseVolumeSpec(text)).toMatchObject(expected);
  });

  it.each(['', ':/x', 'ab::c', 'abc:', 'a1:b1:c1:d1'])('%j is refused', (text) => {
    expect(parseVolumeSpec(text)).toHaveProperty('problem');
  });
});
