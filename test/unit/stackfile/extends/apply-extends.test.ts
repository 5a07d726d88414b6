import { describe, expect, it } from 'vitest';
import { headlines, load } from '../support/load.js';

describe('a service that extends another', () => {
  it('has what that one says, and its own on top', () => {
    const { services } = load(
      [
        'services:',
        '  a: {extends: b, environment: {X: own}}',
        '  b: {extends: {service: c}, hostname: b}',
        '  c: {image: x, environment: {X: base, Y: base}}',
      ].join('\n'),
    ).stack;
    expect(services.a).toMatchObject({
      image: 'x',
      hostname: 'b',
      environment: { X: 'own', Y: 'base' },
    });
    expect(services.a).not.toHaveProperty('extends');
  });

  it('finds it in another file, whose relative paths begin there', () => {
    const others = { '/srv/demo/sub/base.yml': 'services: {w: {image: x, volumes: ["./d:/d"]}}' };
    const { services } = load('services: {a: {extends: {file: sub/base.yml, service: w}}}', { others }).stack;
    expect(services.a?.volumes?.[0]?.source).toBe('/srv/demo/sub/d');
    expect(services).not.toHaveProperty('w');
  });

  it('names a circle in order, once', () => {
    const text = 'services:\n  a: {image: x, extends: b}\n  b: {extends: c}\n  c: {extends: a}\n';
    expect(headlines(text)).toEqual([
      'stack.yml:4:16: services.c.extends: services extend one another in a circle: ' +
        'a (stack.yml:2:3) → b (stack.yml:3:3) → c (stack.yml:4:3) → a',
    ]);
  });

  it.each([
    ['services: {a: {image: x, extends: bb}, b: {image: x}}', 'there is no service "bb"; did you mean "b"?'],
    ['services: {a: {image: x, extends: {}}}', '"service" is missing'],
    ['services: {a: {image: x, extends: [b]}}', 'has to be the name of a service, or a map of'],
    ['services: {a: {image: x, extends: {service: [b]}}}', 'has to be text, but is a list'],
    ['services: {a: {image: x, extends: {service: b, file: no.yml}}}', 'no.yml: there is no such file'],
  ])('is refused in %j', (text, message) => {
    expect(headlines(text).join('\n')).toContain(message);
  });

  it('says where the other file lacks it', () => {
    const others = { '/srv/demo/b.yml': 'services: {w: {image: x}}', '/srv/demo/c.yml': 'x-a: 1' };
    expect(headlines('services: {a: {extends: {file: b.yml, service: v}}}', { others })[0]).toContain(
      'there is no service "v" in b.yml; did you mean "w"?',
    );
    expect(headlines('services: {a: {extends: {file: c.yml, service: v}}}', { others })[0]).toContain(
      'c.yml has no "services"',
    );
  });

  it('works through a long row, and refuses an endless one', () => {
    const row = (length: number) =>
      ['services:', ...Array.from({ length }, (_, i) => `  s${i}: {extends: s${i + 1}}`)].join('\n');
    const { services } = load(`${row(150)}\n  s150: {image: x}\n`).stack;
    expect(services.s0?.image).toBe('x');
    expect(headlines(`${row(5000)}\n  s5000: {image: x}\n`)[0]).toContain('more than 200 services extend');
  });

  it('is refused where small services would make a huge stack', () => {
    const variables = Array.from({ length: 3000 }, (_, i) => `A${i}: 1`).join(', ');
    const others = Array.from({ length: 1000 }, (_, i) => `  s${i}: {extends: b, environment: {Q: 1}}`);
    const text = ['services:', `  b: {image: x, environment: {${variables}}}`, ...others].join('\n');
    expect(headlines(text)[0]).toMatch(
      /s\d+\.extends: the services that others extend bring in more than 1000000/,
    );
  });
});
