import { describe, expect, it } from 'vitest';
import { headlines, load } from '../support/load.js';

const sub = (text: string) => ({ '/srv/demo/sub/compose.yaml': text });

describe('include', () => {
  it('brings what another project defines, read against its own directory and .env', () => {
    const others = {
      ...sub('services: {db: {image: "x:${TAG}", volumes: ["./d:/d"]}}'),
      '/srv/demo/sub/.env': 'TAG=7',
    };
    const { services } = load('include: [sub/compose.yaml]\nservices: {a: {image: y}}', { others }).stack;
    expect(Object.keys(services).sort()).toEqual(['a', 'db']);
    expect(services.db?.image).toBe('x:7');
    expect(services.db?.volumes?.[0]?.source).toBe('/srv/demo/sub/d');
  });

  it('takes a project directory, env files and files laid over the first', () => {
    const others = {
      ...sub('services: {db: {image: "x:${TAG}", volumes: ["./d:/d"]}}'),
      '/srv/demo/sub/over.yaml': 'services: {db: {hostname: h}}',
      '/srv/demo/tag.env': 'TAG=8',
      '/srv/demo/dir': null as unknown as string,
    };
    const text = [
      'include:',
      '  - path: [sub/compose.yaml, sub/over.yaml]',
      '    project_directory: dir',
      '    env_file: tag.env',
    ].join('\n');
    const { services } = load(text, { others }).stack;
    expect(services.db).toMatchObject({ image: 'x:8', hostname: 'h' });
    expect(services.db?.volumes?.[0]?.source).toBe('/srv/demo/dir/d');
  });

  it('may be nested, and reach the same file on two ways', () => {
    const others = {
      '/srv/demo/a.yml': 'include: [c.yml]\nservices: {a: {image: a}}',
      '/srv/demo/b.yml': 'include: [c.yml]\nservices: {b: {image: b}}',
      '/srv/demo/c.yml': 'services: {c: {image: c}}',
    };
    const { services } = load('include: [a.yml, b.yml]', { others }).stack;
    expect(Object.keys(services).sort()).toEqual(['a', 'b', 'c']);
  });

  it('refuses a name that both define, unless in the same words', () => {
    const others = sub('services: {a: {image: x}}');
    const text = 'include: [sub/compose.yaml]\nservices: {a: {image: y}}';
    expect(headlines(text, { others })).toEqual([
      'stack.yml:1:11: include[0]: services.a is defined twice, and differently: ' +
        'in stack.yml:2:12 and in sub/compose.yaml:1:12',
    ]);
  });

  it('lets an override change what is included', () => {
    const others = {
      ...sub('services: {a: {image: x}}'),
      '/srv/demo/o.yml': 'services: {a: {hostname: h}}',
    };
    const { services } = load('include: [sub/compose.yaml]', { others, files: ['stack.yml', 'o.yml'] }).stack;
    expect(services.a).toMatchObject({ image: 'x', hostname: 'h' });
  });

  it('names a circle in order', () => {
    const others = sub('include: [mid.yaml]');
    const all = { ...others, '/srv/demo/sub/mid.yaml': 'include: [compose.yaml]' };
    expect(headlines('include: [sub/compose.yaml]', { others: all })[0]).toContain(
      'the files include one another in a circle: sub/compose.yaml:1:11 → sub/mid.yaml:1:11 → sub/compose.yaml',
    );
  });

  it('does not multiply without end', () => {
    const others: Record<string, string> = {};
    for (let i = 0; i < 40; i++) others[`/srv/demo/f${i}.yml`] = `include: [f${i + 1}.yml, ./f${i + 1}.yml]`;
    others['/srv/demo/f40.yml'] = 'services: {a: {image: x}}';
    expect(load('include: [f0.yml]', { others }).stack.services).toHaveProperty('a');
  });

  it.each([
    ['include: x', 'include: has to be a list, but is the text "x"'],
    ['include: [1]', 'include[0]: has to be a path, or a map with "path", but is the number 1'],
    ['include: [nope.yml]', 'include[0]: nope.yml: there is no such file'],
    ['include: [{path: stack.yml}]', 'the files include one another in a circle'],
  ])('is refused in %j', (text, message) => {
    expect(headlines(text).join('\n')).toContain(message);
  });

  it('warns of what names no path', () => {
    const { warnings } = load('include: [{}]\nservices: {a: {image: x}}');
    expect(warnings.map(({ text }) => text)).toEqual([
      'stack.yml:1:11: include[0]: "path" is missing: nothing is included',
    ]);
  });

  it('refuses an env file that is not there', () => {
    const text = 'include: [{path: sub/compose.yaml, env_file: no.env}]';
    expect(headlines(text, { others: sub('services: {a: {image: x}}') })[0]).toBe(
      'stack.yml:1:46: include[0].env_file: no.env: there is no such file',
    );
  });
});
