import { describe, expect, it } from 'vitest';
import { load, readerOf, refusal, service } from './support/load.js';

describe('finding the stack file', () => {
  it('prefers compose.yaml, and looks in the parents', () => {
    const reader = readerOf({
      '/srv/compose.yml': service(),
      '/srv/docker-compose.yml': 'x',
      '/stack.yml': 'x',
    });
    const { origin, stack, positions } = load('', { cwd: '/srv/a/b', reader });
    expect(origin).toEqual({ workingDir: '/srv', configFiles: ['/srv/compose.yml'] });
    expect(stack.name).toBe('srv');
    expect(positions.positionOf(['services', 'web'])).toEqual({
      file: '../../compose.yml',
      line: 2,
      column: 3,
    });
  });

  it('adds the override beside it, but not to files that were named', () => {
    const others = { '/srv/demo/stack.override.yml': 'services: {web: {hostname: h}}' };
    expect(load(service(), { others }).stack.services.web?.hostname).toBe('h');
    expect(load(service(), { others, files: ['stack.yml'] }).stack.services.web?.hostname).toBeUndefined();
  });

  it('begins to look in the project directory', () => {
    const { origin } = load('', {
      cwd: '/srv',
      projectDirectory: 'demo',
      reader: readerOf({ '/srv/demo/stack.yml': service() }),
    });
    expect(origin).toEqual({ workingDir: '/srv/demo', configFiles: ['/srv/demo/stack.yml'] });
  });

  it('takes an override of any well-known name', () => {
    const files = {
      '/srv/compose.yaml': service(),
      '/srv/docker-compose.override.yml': 'services: {web: {hostname: h}}',
    };
    expect(load('', { cwd: '/srv', reader: readerOf(files) }).stack.services.web?.hostname).toBe('h');
  });

  it('passes over a file that says nothing, unless all do', () => {
    const others = { '/srv/demo/stack.override.yml': '# nothing yet\n' };
    expect(load(service(), { others }).stack.services.web?.image).toBe('nginx');
    expect(refusal('# nothing\n', { others }).message).toContain('the file is empty');
  });

  it('refuses an empty name', () => {
    const error = refusal(service(), { environment: { COMPOSE_FILE: 'stack.yml:' } });
    expect(error.message).toBe('COMPOSE_FILE: the name of a stack file is empty');
  });

  it('begins paths at the first file that is not standard input', () => {
    const reader = readerOf({ '-': service('volumes: ["./a:/a"]'), '/srv/x/b.yml': 'x-a: 1' });
    expect(load('', { files: ['-', '../x/b.yml'], reader }).origin.workingDir).toBe('/srv/x');
  });

  it('takes COMPOSE_FILE where no file is named', () => {
    const others = { '/srv/demo/a.yml': service(), '/srv/b.yml': 'services: {web: {hostname: b}}' };
    const { origin, stack } = load('', { others, environment: { COMPOSE_FILE: 'a.yml:../b.yml' } });
    expect(origin.configFiles).toEqual(['/srv/demo/a.yml', '/srv/b.yml']);
    expect(stack.services.web?.hostname).toBe('b');
  });

  it('reads standard input as a file of the working directory', () => {
    const reader = readerOf({ '-': service('volumes: ["./a:/a"]') });
    const { origin, stack, positions } = load('', { files: ['-'], reader });
    expect(origin).toEqual({ workingDir: '/srv/demo', configFiles: ['-'] });
    expect(stack.services.web?.volumes?.[0]?.source).toBe('/srv/demo/a');
    expect(positions.positionOf(['services', 'web'])?.file).toBe('stdin');
  });

  it('resolves relative paths against the project directory', () => {
    const { stack, origin } = load(service('volumes: ["./a:/a"]'), {
      files: ['stack.yml'],
      projectDirectory: '/srv/app',
    });
    expect(origin.workingDir).toBe('/srv/app');
    expect(stack.services.web?.volumes?.[0]?.source).toBe('/srv/app/a');
    expect(stack.name).toBe('app');
  });
});

describe('the name of a stack', () => {
  const named = `name: My_App.1\n${service('environment: {N: $COMPOSE_PROJECT_NAME}')}`;

  it('is -p, else COMPOSE_PROJECT_NAME, else what the file says, else the directory', () => {
    const environment = { COMPOSE_PROJECT_NAME: 'env' };
    expect(load(named, { projectName: 'flag', environment }).stack.name).toBe('flag');
    expect(load(named, { environment }).stack.name).toBe('env');
    expect(load(named).stack.name).toBe('my_app1');
    expect(load(service()).stack.name).toBe('demo');
  });

  it('is a variable in the file', () => {
    expect(load(named).stack.services.web?.environment).toEqual({ N: 'my_app1' });
  });

  it('may itself hold variables', () => {
    expect(load(`name: \${A:-b}\n${service()}`).stack.name).toBe('b');
  });

  it('is refused when it was asked for and cannot be one', () => {
    const error = refusal(service(), { projectName: 'My App' });
    expect(error.code).toBe('USAGE');
    expect(error.message).toContain('-p: "My App" is no project name');
  });

  it('is refused when nothing is left of it', () => {
    expect(refusal(`name: "..."\n${service()}`).message).toContain(
      'stack.yml:1:7: name: "..." has no letter or digit that a name could be made of',
    );
    expect(load(`name: "..."\n${service()}`, { projectName: 'p' }).stack.name).toBe('p');
    expect(load(`name: one\n${service()}---\nname: ""\n`).stack.name).toBe('one');
  });

  it('is asked for when the directory gives none', () => {
    const error = refusal('', { files: ['-'], cwd: '/', reader: readerOf({ '-': service() }) });
    expect(error.details.hint).toContain('-p');
  });
});

describe('several files', () => {
  const base = [
    'services:',
    '  w:',
    '    image: x',
    '    command: a b',
    '    environment: {A: 1, B: 2}',
    '    ports: ["80:80", "81:81"]',
    '    volumes: [dd:/x:ro, ./a:/y]',
    '    tmpfs: /run',
    '    networks: [n1]',
    '    depends_on: {z: {condition: service_healthy, required: false}}',
    '    healthcheck: {test: a, interval: 3s}',
    '    entrypoint: [x, y]',
    '  z: {image: z}',
    'networks: {n1: {ipam: {config: [{subnet: 10.0.0.0/24}]}}, n2: }',
    'volumes: {dd: }',
  ].join('\n');
  const over = [
    'services:',
    '  w:',
    '    command:',
    '    environment: [B=3, C]',
    '    ports: [{target: 80, published: "80"}, "82:82"]',
    '    volumes: [./zz:/x]',
    '    tmpfs: [/run, /r2]',
    '    networks: {n2: {aliases: [q]}}',
    '    depends_on: [z]',
    '    healthcheck: {test: [CMD, b]}',
    '    entrypoint: []',
    'networks: {n1: {ipam: {config: [{subnet: 10.0.1.0/24}]}}}',
  ].join('\n');

  it('are merged left to right by the rules of each attribute', () => {
    const { stack } = load(base, { files: ['stack.yml', 'b.yml'], others: { '/srv/demo/b.yml': over } });
    const { ports, volumes, ...rest } = stack.services.w ?? {};
    expect(rest).toEqual({
      image: 'x',
      command: null,
      entrypoint: [],
      environment: { A: '1', B: '3', C: null },
      tmpfs: ['/run', '/r2'],
      networks: { n1: null, n2: { aliases: ['q'] } },
      depends_on: { z: { condition: 'service_started', required: true } },
      healthcheck: { test: ['CMD', 'b'], interval: '3s' },
    });
    expect(ports?.map(({ target }) => target)).toEqual([80, 81, 82]);
    expect(volumes?.map(({ source }) => source)).toEqual(['/srv/demo/zz', '/srv/demo/a']);
    expect(stack.networks?.n1?.ipam).toEqual({ config: [{ subnet: '10.0.1.0/24' }] });
  });

  it('report problems by the file that holds them', () => {
    const others = { '/srv/demo/b.yml': 'services: {w: {ports: ["1:x"]}}' };
    expect(refusal(base, { files: ['stack.yml', 'b.yml'], others }).message).toMatch(
      /^b\.yml:1:24: services\.w\.ports\[2\]: /,
    );
  });

  it('may be several documents of one', () => {
    const { stack } = load(`${service()}---\nservices: {web: {hostname: h}}\n...\n`);
    expect(stack.services.web).toMatchObject({ image: 'nginx', hostname: 'h' });
  });
});

describe('anchors and merge keys', () => {
  it('bring what stands elsewhere; what stands here wins', () => {
    const text = [
      'x-a: &a {image: x, environment: {A: 1}}',
      'services:',
      '  w: {<<: *a, labels: {q: "a$$b"}}',
      '  v:',
      '    <<: [*a, {hostname: h, image: y}]',
      '    environment: {<<: {Z: z, B: c}, B: b}',
    ].join('\n');
    const { services } = load(text).stack;
    expect(services.w).toMatchObject({ image: 'x', environment: { A: '1' }, labels: { q: 'a$b' } });
    expect(services.v).toMatchObject({ image: 'x', hostname: 'h', environment: { Z: 'z', B: 'b' } });
  });
});
