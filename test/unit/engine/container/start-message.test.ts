import { describe, expect, it } from 'vitest';
import { containerPaths } from '../../../../src/engine/container/container-paths.js';
import { startMessage } from '../../../../src/engine/container/start-message.js';
import { decodeMessage, encodeMessage } from '../../../../src/wire/messages.js';
import { containerRecord } from './fixtures.js';

const record = containerRecord({
  mounts: [
    { type: 'volume', volume: 'deep', anonymous: false, target: '/a/b/c', readOnly: false, noCopy: false },
    { type: 'bind', source: '/host', target: '/a', readOnly: true, createSource: false },
    { type: 'tmpfs', target: '/a/b', size: 1024, options: ['exec'] },
  ],
});

const input = {
  record,
  paths: containerPaths('/root', '/run', record.id),
  namePaths: containerPaths('/root', '/run', record.id),
  shared: { pidOf: '', ipcOf: '' },
  scope: '',
  overlay: { lower: ['/top', '/bottom'], upper: '/u', work: '/w', target: '/r' },
  endpoint: {
    netnsPath: '/run/netns/x',
    addresses: { demo_default: '10.0.0.2' },
    ports: [{ hostIp: '0.0.0.0', hostPort: 8080, containerPort: 80, protocol: 'tcp' as const }],
    nameTables: ['/run/names/demo_default'],
    dnsPort: 5353,
    upstreamResolvers: ['9.9.9.9'],
  },
  volumeData: new Map([['deep', '/volumes/deep/_data']]),
  engineCommand: { args: ['node', 'daemon.cjs'], env: ['A=b'], lockPath: '/r/engine.lock' },
  cgroupSettings: [],
  oomScoreAdj: null,
};

describe('the Start message', () => {
  const start = startMessage(input);

  it('mounts what is nearer to the root first, so that nothing is hidden', () => {
    expect(start.mount.map(({ target }) => target)).toEqual([
      '/a',
      '/etc/hostname',
      '/etc/hosts',
      '/etc/resolv.conf',
      '/a/b',
      '/a/b/c',
    ]);
  });

  it('fills volumes from the image, mounts binds privately and gives tmpfs its options', () => {
    expect(start.mount.find(({ target }) => target === '/a/b/c')).toMatchObject({
      kind: 'bind',
      source: '/volumes/deep/_data',
      populate: true,
    });
    expect(start.mount[0]).toMatchObject({
      source: '/host',
      readOnly: true,
      propagation: 'rprivate',
      populate: false,
    });
    expect(start.mount.find(({ target }) => target === '/a/b')).toMatchObject({
      kind: 'tmpfs',
      options: 'noexec,nosuid,nodev,mode=1777,size=1024,exec',
    });
  });

  it("carries Docker's default capabilities", () => {
    expect(start.capabilities.toString(16)).toBe('a80425fb');
  });

  it('places the container in a cgroup of its state root', () => {
    expect(start.cgroupPath).toBe(`tscompose/default/${record.id}`);
    expect(startMessage({ ...input, scope: 'cafe' }).cgroupPath).toBe(`tscompose/cafe/${record.id}`);
  });

  it('reserves published ports and survives the wire', () => {
    expect(start.reservePort).toEqual([{ protocol: 'tcp', ip: '0.0.0.0', port: 8080 }]);
    const frame = encodeMessage(start);
    expect(decodeMessage({ type: frame.readUInt8(4), payload: frame.subarray(8) })).toEqual(start);
  });
});
