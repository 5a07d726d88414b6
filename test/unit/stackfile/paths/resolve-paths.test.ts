import { describe, expect, it } from 'vitest';
import { resolvePaths } from '../../../../src/stackfile/paths/resolve-paths.js';
import { attributesOf, runPass, web } from '../support/pass.js';

const resolve = (text: string, home: string | undefined = '/home/me') =>
  runPass(text, (root, problems) => resolvePaths(root, { base: '/srv/demo', home, problems }));

describe('paths of the host', () => {
  it.each([
    ['.', '/srv/demo'],
    ['../a/', '/srv/a'],
    ['~/x', '/home/me/x'],
    ['/a/../b/', '/a/../b/'],
    ['https://github.com/a/b.git', 'https://github.com/a/b.git'],
    ['git@github.com:a/b', 'git@github.com:a/b'],
    ['github.com/a/b', 'github.com/a/b'],
    ['service:db', 'service:db'],
    ['docker-image://x', 'docker-image://x'],
  ])('the build context %s is %s', (written, expected) => {
    expect(attributesOf(resolve(web(`build: {context: "${written}"}`)))).toEqual({
      build: { context: expected },
    });
  });

  it('begin at the base wherever a service names files', () => {
    const text = web(
      'env_file: [{path: a}], label_file: [b], develop: {watch: [{path: c}]}, build: {ssh: {k: d}}',
    );
    expect(attributesOf(resolve(text))).toEqual({
      env_file: [{ path: '/srv/demo/a' }],
      label_file: ['/srv/demo/b'],
      develop: { watch: [{ path: '/srv/demo/c' }] },
      build: { ssh: { k: '/srv/demo/d' } },
    });
  });

  it('stay as they are where they are absolute on Windows, or name a volume', () => {
    const text = web(
      "volumes: [{type: bind, source: 'C:\\x'}, {type: bind, source: y}, {type: volume, source: z}]",
    );
    expect(attributesOf(resolve(text))).toEqual({
      volumes: [
        { type: 'bind', source: 'C:\\x' },
        { type: 'bind', source: '/srv/demo/y' },
        { type: 'volume', source: 'z' },
      ],
    });
  });

  it('are found in volumes that are bind mounts in disguise', () => {
    const { value } = resolve(
      'volumes: {a: {driver: local, driver_opts: {o: bind, device: ./d}}, b: {driver_opts: {o: bind, device: d}}}',
    );
    expect(value).toMatchObject({
      volumes: { a: { driver_opts: { device: '/srv/demo/d' } }, b: { driver_opts: { device: 'd' } } },
    });
  });

  it('keep a ~ that nothing is known of', () => {
    expect(resolve('secrets: {s: {file: ~/x}}', '').value).toEqual({
      secrets: { s: { file: '/srv/demo/~/x' } },
    });
  });

  it('of a bind mount have to be there', () => {
    expect(resolve(web('volumes: [{type: bind, target: /x}]')).refused.join()).toContain('needs a "source"');
  });
});
