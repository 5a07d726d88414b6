import { describe, expect, it } from 'vitest';
import { applyChanges } from '../../../../src/engine/image/config-changes.js';

describe('a change of an image', () => {
  it.each<[string, object]>([
    ['CMD ["a", "b c"]', { Cmd: ['a', 'b c'] }],
    ['cmd a b', { Cmd: ['/bin/sh', '-c', 'a b'] }],
    ['ENTRYPOINT ["/x"]', { Entrypoint: ['/x'] }],
    ['ENV A=1 B="two words" C=\'3\'', { Env: ['PATH=/', 'A=1', 'B=two words', 'C=3'] }],
    ['ENV PATH /bin and more', { Env: ['PATH=/bin and more'] }],
    ['EXPOSE 80 53/UDP', { ExposedPorts: { '80/tcp': {}, '53/udp': {} } }],
    ['LABEL a=b "c d"=e', { Labels: { old: '1', a: 'b', 'c d': 'e' } }],
    ['VOLUME /a /b', { Volumes: { '/a': {}, '/b': {} } }],
    ['VOLUME ["/a b"]', { Volumes: { '/a b': {} } }],
    ['USER me:us', { User: 'me:us' }],
    ['WORKDIR sub', { WorkingDir: '/srv/sub' }],
    ['WORKDIR /top', { WorkingDir: '/top' }],
    ['STOPSIGNAL SIGINT', { StopSignal: 'SIGINT' }],
    ['ONBUILD RUN x', { OnBuild: ['RUN x'] }],
    ['HEALTHCHECK NONE', { Healthcheck: { Test: ['NONE'] } }],
    [
      'HEALTHCHECK --interval=1m30s --retries=2 CMD curl x',
      { Healthcheck: { Test: ['CMD-SHELL', 'curl x'], Interval: 90e9, Retries: 2 } },
    ],
  ])('%s is applied', (line, expected) => {
    const before = { Env: ['PATH=/'], Labels: { old: '1' }, WorkingDir: '/srv/' };
    expect(applyChanges(before, [line])).toEqual({ ...before, ...expected });
  });

  it.each(['RUN x', 'CMD', '', 'LABEL =x', 'HEALTHCHECK curl'])('"%s" is refused', (line) => {
    expect(() => applyChanges({}, [line])).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
