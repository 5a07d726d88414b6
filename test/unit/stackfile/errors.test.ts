import { describe, expect, it } from 'vitest';
import { headlines, load, readerOf, refusal, service } from './support/load.js';

describe('a stack file that cannot be read', () => {
  it('is reported by the name it was given, with a code of its own', () => {
    const error = refusal('', { files: ['nope.yml'] });
    expect(error.code).toBe('STACK_FILE_NOT_FOUND');
    expect(error.message).toBe('nope.yml: there is no such file');
  });

  it('is reported as a directory when it is one', () => {
    const reader = readerOf({ '/srv/demo/sub': null });
    expect(refusal('', { files: ['sub'], reader }).message).toBe('sub: is a directory');
  });

  it('says what it looked for when there is none at all', () => {
    const error = refusal('', { cwd: '/empty', reader: readerOf({}) });
    expect(error.code).toBe('STACK_FILE_NOT_FOUND');
    expect(error.message).toBe('no stack file in /empty or a directory above it');
    expect(error.details.hint).toContain('compose.yaml');
  });
});

describe('a text that is no stack', () => {
  it.each([
    ['', 'stack.yml:1:1: the file is empty; a stack file is a map with "services"'],
    ['# nothing\n', 'stack.yml:1:1: the file is empty; a stack file is a map with "services"'],
    ['- a\n', 'stack.yml:1:1: a stack file is a map with "services" and so on, but this is a list'],
    ['hello', 'stack.yml:1:1: a stack file is a map with "services" and so on, but this is the text "hello"'],
    ['null', 'stack.yml:1:1: the file is empty; a stack file is a map with "services"'],
    ['a: [1', 'stack.yml:1:6: not valid YAML: the closing "]" is missing'],
    ['a:\n\tb: 1', 'stack.yml:2:1: not valid YAML: a tab cannot indent in YAML; use spaces'],
  ])('%j gives %j', (text, headline) => {
    expect(headlines(text)[0]).toBe(headline);
  });

  it('with a NUL byte is refused at that byte', () => {
    expect(headlines('services:\n  web\0: {}')).toEqual([
      'stack.yml:2:6: a NUL byte; the file has to be plain text',
    ]);
  });

  it('in another encoding is refused at the first bad byte', () => {
    const latin1 = Uint8Array.from([...'name: caf', ...[]].map((c) => c.charCodeAt(0)).concat([0xe9, 0x0a]));
    expect(headlines(latin1)).toEqual(['stack.yml:1:10: not valid UTF-8; save the file as UTF-8']);
    expect(headlines(Uint8Array.from([0xff, 0xfe, 0x61, 0]))).toEqual([
      'stack.yml:1:1: the file is encoded in UTF-16; save it as UTF-8',
    ]);
  });

  it('may begin with a byte order mark, have CRLF line ends and a replacement character of its own', () => {
    const { stack } = load('\ufeffservices:\r\n  web:\r\n    image: "x\ufffd"\r\n');
    expect(stack.services.web?.image).toBe('x\ufffd');
    expect(headlines('\ufeffservices:\r\n  web:\r\n    imag: x\r\n')[0]).toBe(
      'stack.yml:3:5: services.web.imag: unknown key; did you mean "image"?',
    );
  });

  it('that expands without end by aliases is refused once', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    const found = headlines(lines.map((line) => `x-${line}`).join('\n'));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/the aliases of this file expand to more than 500000 values$/);
  });

  it('that contains itself, or names an anchor that is not there, is refused', () => {
    expect(headlines('x-a: &a {b: *a}')[0]).toBe('stack.yml:1:13: x-a.b: *a contains itself');
    expect(headlines('x-a: *b')[0]).toMatch(/no anchor &b|alias/i);
  });

  it('nested deeper than anything sane is refused without a crash', () => {
    expect(headlines(`a: ${'['.repeat(20_000)}`)[0]).toMatch(/^stack\.yml:1:/);
    expect(headlines(`x-a: ${'['.repeat(300)}${']'.repeat(300)}`)[0]).toContain(
      'nested deeper than 200 levels',
    );
  });
});

describe('the problems of a stack file', () => {
  it('are shown with the line and a caret below the place', () => {
    expect(refusal(service('prots: ["80:80"]')).message).toBe(
      [
        'stack.yml:4:5: services.web.prots: unknown key; did you mean "ports"?',
        '      prots: ["80:80"]',
        '      ^',
      ].join('\n'),
    );
  });

  it('are all reported at once, in order of position', () => {
    const text = service(
      'ports: ["80:80:80:80", "99999:1"]',
      'stop_grace_period: 5',
      'healthcheck: {interval: 1x, test: [curl]}',
      'networks: [fornt]',
      'depends_on: [wbe]',
      'image: again',
    );
    expect(headlines(`${text}networks: {front: }\n`)).toEqual([
      'stack.yml:4:13: services.web.ports[0]: "80:80:80:80": "80:80" is not an IP address',
      'stack.yml:4:28: services.web.ports[1]: "99999:1": the host port has to be from 0 to 65535, or a range like 8000-8010, but is "99999"',
      'stack.yml:5:24: services.web.stop_grace_period: has to be text, but is the number 5; write "5s"',
      'stack.yml:6:29: services.web.healthcheck.interval: "1x" is not a duration, as in "1m30s", "500ms" or "2h"',
      'stack.yml:6:40: services.web.healthcheck.test[0]: a list has to begin with "CMD", "CMD-SHELL" or "NONE", but this one begins with "curl"',
      'stack.yml:7:16: services.web.networks.fornt: there is no network "fornt"; did you mean "front"?',
      'stack.yml:8:18: services.web.depends_on.wbe: there is no service "wbe"; did you mean "web"?',
      'stack.yml:9:5: services.web.image: this key already stands in line 3',
    ]);
  });

  it('tell what a variable made of a value', () => {
    expect(headlines(service('ports: ["${P}:80"]'), { environment: { P: 'http' } })).toEqual([
      'stack.yml:4:13: services.web.ports[0]: "http:80": the host port has to be from 0 to 65535, or a range like 8000-8010, but is "http" (from "${P}:80"; P=http is set in the environment)',
    ]);
  });

  it('name a cycle of dependencies in order', () => {
    const text = 'services:\n  web: {image: x, depends_on: [db]}\n  db: {image: x, depends_on: [web]}\n';
    expect(headlines(text)).toEqual([
      'stack.yml:2:32: services.web.depends_on.db: dependency cycle: db → web → db',
    ]);
  });

  it('name the service that has a container name already', () => {
    const text = 'services:\n  a: {image: x, container_name: one}\n  b: {image: x, container_name: one}\n';
    expect(headlines(text)).toEqual([
      'stack.yml:3:33: services.b.container_name: the container name "one" is taken by services.a',
    ]);
  });

  it.each([
    [service('volumes: ["data:/d"]'), 'there is no volume "data"; define it under the top-level "volumes"'],
    [
      service('volumes: ["src/app:/d"]'),
      'there is no volume "src/app"; write "./src/app" for a path of the host',
    ],
    [service('volumes: ["data:/b:ro:z"]'), 'has too many colons'],
    [service('volumes: [{type: tmpfs, target: /t, tmpfs: {size: 1x}}]'), '"1x" is not a byte size'],
    [service('volumes: [{type: bind, target: /t}]'), 'a bind mount needs a "source"'],
    [service('container_name: -x'), '"-x" is no valid name'],
    [service('command: "echo \'"'), "the closing ' is missing"],
    [service('ports: ["80/icmp"]'), 'the protocol has to be "tcp", "udp" or "sctp", but is "icmp"'],
    [service('ports: ["1-2:1-3"]'), '2 host ports cannot serve 3 container ports'],
    [service('environment: {A: [1]}'), 'has to be text, a number, true or false or empty, but is a list'],
    [service('depends_on: {web: {condition: healthy}}'), 'has to be "service_started"'],
    ['services: {"a b": {image: x}}', 'services."a b": the name may hold letters'],
    ['services: {a: {}}', 'services.a: "image" is missing'],
    ['services: {a: {image: 5}}', 'services.a.image: has to be text, but is the number 5; write "5"'],
    ['services: {a: {image: x}}\n1: 2', 'a key must be text; write "1" in quotes'],
    ['services: {a: {image: 2020-01-01}}', 'is a date to YAML; write it in quotes'],
  ])('are found in %j', (text, message) => {
    expect(headlines(text).join('\n')).toContain(message);
  });

  it('do not repeat one mistake in other words', () => {
    expect(headlines('services: {a: {image: [x]}}')).toHaveLength(1);
    expect(headlines(service('ports: {a: b}'))).toHaveLength(1);
    expect(headlines(service('environment: {A: "${"}'))).toHaveLength(1);
  });
});
