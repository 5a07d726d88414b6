import { describe, expect, it } from 'vitest';
import { load, refusal } from './support/load.js';

const MEGABYTE = 1024 * 1024;

/** The first line of the refusal: place and message. */
function headline(text: string | Uint8Array): string {
  return refusal(text).message.split('\n')[0] ?? '';
}

// The runner's time-out is what would notice a hang.
describe('a file made to hurt', () => {
  it('cannot grow a billion values out of aliases', () => {
    const levels = Array.from({ length: 9 }, (_, index) => {
      const of = index === 0 ? '"lol"' : `*l${index - 1}`;
      return `x-${index}: &l${index} [${Array(9).fill(of).join(', ')}]`;
    });
    expect(headline(`${levels.join('\n')}\nservices: {web: {image: x}}\n`)).toMatch(
      /^stack\.yml:\d+:\d+: .*alias/,
    );
  });

  it('cannot do so with merge keys', () => {
    const levels = Array.from({ length: 40 }, (_, index) =>
      index === 0
        ? 'x-0: &m0 {a: 1}'
        : `x-${index}: &m${index} {k${index}: *m${index - 1}, <<: [*m${index - 1}, *m${index - 1}]}`,
    );
    expect(() => load(`${levels.join('\n')}\nservices: {web: {image: x}}\n`)).toThrow(
      /^stack\.yml:\d+:\d+: /,
    );
  });

  it('cannot contain itself', () => {
    expect(headline('services: &s {web: {image: x, labels: *s}}')).toMatch(
      /^stack\.yml:1:\d+: .*contains itself/,
    );
  });

  it('may be ten megabytes of comment', () => {
    const text = `services: {web: {image: x}}\n${`#${'-'.repeat(98)}\n`.repeat((10 * MEGABYTE) / 100)}`;
    expect(Object.keys(load(text).stack.services)).toEqual(['web']);
  });

  it('may be one value of ten megabytes', () => {
    const value = 'x'.repeat(10 * MEGABYTE);
    const { stack } = load(`services: {web: {image: x, environment: {A: "${value}"}}}\n`);
    expect(stack.services.web?.environment?.A).toHaveLength(value.length);
  });

  it('may be ten megabytes of opening brackets', () => {
    expect(headline('['.repeat(10 * MEGABYTE))).toMatch(/^stack\.yml:1:\d+: .*(?:deep|YAML)/);
  });

  it('may nest maps, lists and quotes without end', () => {
    for (const text of ['{a: '.repeat(20_000), `${'- '.repeat(20_000)}x`, nestedBlocks(2_000)]) {
      expect(headline(text)).toMatch(/^stack\.yml:\d+:\d+: .*deep/);
    }
  });

  it('may be a thousand documents', () => {
    const { stack } = load('services: {web: {image: x}}\n---\n'.repeat(1_000).replace(/---\n$/, ''));
    expect(Object.keys(stack.services)).toEqual(['web']);
  });

  it('may hold a variable in a variable in a variable', () => {
    expect(headline(`services: {web: {image: "${'${A:-'.repeat(20_000)}"}}`)).toMatch(/^stack\.yml:1:\d+: /);
    expect(() =>
      load(`services: {web: {image: "${'${A:-'.repeat(5_000)}${'}'.repeat(5_000)}"}}`),
    ).not.toThrow(RangeError);
  });

  it('may be in another encoding', () => {
    const text = 'services: {web: {image: x}}\n';
    for (const bytes of [
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(text, 'utf16le'),
      Buffer.from(`${text}# caf\u00e9`, 'latin1'),
      Buffer.from(`${text}\0`),
      Buffer.from([0xfe, 0xff, 0, 0x73]),
    ]) {
      expect(headline(bytes)).toMatch(/^stack\.yml:\d+:\d+: .*(?:UTF|NUL)/);
    }
    expect(load(Buffer.from(`\ufeff${text}`)).stack.services.web?.image).toBe('x');
  });

  it('may end its lines in any way', () => {
    const text = 'services:\n  web:\n    image: x\n    command: |\n      a\n      b\n';
    for (const ending of ['\r\n', '\n']) {
      expect(load(text.replaceAll('\n', ending)).stack.services.web?.command).toEqual(['a', 'b']);
    }
  });

  it('may use names that mean something to JavaScript', () => {
    const { stack } = load(
      'services: {__proto__: {image: a, labels: {__proto__: b, constructor: c}}, constructor: {image: d}, toString: {image: e}}',
    );
    expect(Object.keys(stack.services).sort()).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.prototype).not.toHaveProperty('image');
  });
});

function nestedBlocks(depth: number): string {
  return Array.from({ length: depth }, (_, index) => `${' '.repeat(index)}a:\n`).join('');
}
