import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  familiarName,
  familiarReference,
  formatReference,
  parseReference,
} from '../../../src/base/image-reference.js';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('a reference', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.22', 'docker.io/library/nginx:1.22'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['index.docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['team/app', 'docker.io/team/app:latest'],
    ['localhost/app', 'localhost/app:latest'],
    ['localhost:5000/library/nginx:1.22', 'localhost:5000/library/nginx:1.22'],
    ['127.0.0.1:5000/a/b/c', '127.0.0.1:5000/a/b/c:latest'],
    ['[::1]:5000/app:v1', '[::1]:5000/app:v1'],
    ['ghcr.io/org/app_x/y--z.w', 'ghcr.io/org/app_x/y--z.w:latest'],
    ['REGISTRY/app', 'REGISTRY/app:latest'],
    ['localhost', 'docker.io/library/localhost:latest'],
    ['docker.io/team/app', 'docker.io/team/app:latest'],
    ['index.docker.io/team/app:1', 'docker.io/team/app:1'],
    ['xn--n3h.com/app', 'xn--n3h.com/app:latest'],
    [`example.com/${'a'.repeat(255)}`, `example.com/${'a'.repeat(255)}:latest`],
    [`${'a'.repeat(63)}g`, `docker.io/library/${'a'.repeat(63)}g:latest`],
    [`nginx@${DIGEST}`, `docker.io/library/nginx@${DIGEST}`],
    [`nginx:1.22@${DIGEST}`, `docker.io/library/nginx:1.22@${DIGEST}`],
  ])('%s means %s', (text, full) => {
    expect(formatReference(parseReference(text))).toBe(full);
  });

  it.each([
    ['', 'not a repository name'],
    ['Nginx', 'lower case: library/nginx'],
    ['nginx:', 'not a tag'],
    ['nginx:a b', 'not a tag'],
    [`nginx:${'a'.repeat(129)}`, 'not a tag'],
    ['nginx@sha256:12', 'not a sha256 digest'],
    ['nginx@', 'not a sha256 digest'],
    ['a//b', 'not a repository name'],
    ['-a', 'not a repository name'],
    ['a/../b', 'not a repository name'],
    ['reg.example.com:port/a', 'not a registry'],
    ['https://example.com/a', 'not a registry'],
    [`example.com/${'a'.repeat(256)}`, 'longer than 255'],
    ['a'.repeat(64), '64 hex digits'],
    [`nginx@sha512:${'0'.repeat(128)}`, 'only kind'],
    ['nginx:1@2', 'not a sha256 digest'],
    ['team/App', 'lower case: team/app'],
    ['a___b', 'not a repository name'],
    ['a.-b', 'not a repository name'],
  ])('%j is refused: %s', (text, why) => {
    expect(() => parseReference(text)).toThrow(
      expect.objectContaining({ code: 'REFERENCE_INVALID', message: expect.stringContaining(why) }),
    );
  });

  it('has a short form that people write', () => {
    const short = (text: string) => familiarName(parseReference(text));
    expect(short('docker.io/library/nginx')).toBe('nginx');
    expect(short('docker.io/team/app')).toBe('team/app');
    expect(short('docker.io/library/team/app')).toBe('library/team/app');
    expect(short('localhost:5000/app:1')).toBe('localhost:5000/app');
  });

  const component = fc.stringMatching(/^[a-z0-9]+(?:(?:\.|_|__|-{1,3})[a-z0-9]+){0,2}$/);
  const domain = fc.stringMatching(/^[a-z0-9]{1,10}(?:\.[a-z0-9]{1,10}){1,2}(?::[0-9]{1,5})?$/);
  const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/);
  const reference = fc
    .tuple(
      // Without a host, a first part with a dot would be taken for one.
      fc.oneof(domain, fc.constant('team')),
      fc.array(component, { minLength: 1, maxLength: 4 }),
      fc.option(tag),
      fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
    )
    .map(([host, path, label, hex]) =>
      [
        `${host}/`,
        path.join('/'),
        label === null ? '' : `:${label}`,
        hex === null ? '' : `@sha256:${hex}`,
      ].join(''),
    )
    .filter((text) => text.length < 200);

  it('that is well formed is taken, and its full form means the same', () => {
    fc.assert(
      fc.property(reference, (text) => {
        const parsed = parseReference(text);
        expect(parseReference(formatReference(parsed))).toEqual(parsed);
      }),
    );
  });

  it('is put together again from its parts, and its short form means the same', () => {
    fc.assert(
      fc.property(
        domain,
        fc.array(component, { minLength: 1, maxLength: 3 }),
        fc.option(tag),
        (host, path, label) => {
          const name = path.join('/');
          const full = `${host}/${name}:${label ?? 'latest'}`;
          const parsed = parseReference(label === null ? `${host}/${name}` : full);
          expect(parsed).toEqual({ domain: host, path: name, tag: label ?? 'latest' });
          expect(parseReference(familiarReference(parsed))).toEqual(parsed);
        },
      ),
    );
  });

  it('without a host is of Docker Hub, official without a slash, whatever it is called', () => {
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 3 }), (path) => {
        const name = path.join('/');
        const [first = ''] = path;
        fc.pre(
          path.length === 1 ? !/^[a-f0-9]{64}$/.test(name) : !first.includes('.') && first !== 'localhost',
        );
        const parsed = parseReference(name);
        expect(parsed).toMatchObject({
          domain: 'docker.io',
          path: path.length === 1 ? `library/${name}` : name,
        });
        expect(familiarReference(parsed)).toBe(
          `${path.length === 2 && first === 'library' ? path[1] : name}:latest`,
        );
      }),
    );
  });

  it('of any text is either taken whole or refused as invalid', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aZ0:/@._-[] é%'.split('')) }), (text) => {
        try {
          const full = formatReference(parseReference(text));
          expect(full).toMatch(/^[\w.:[\]-]+\/[\w./-]+[:@]/);
        } catch (error) {
          expect(error).toHaveProperty('code', 'REFERENCE_INVALID');
        }
      }),
    );
  });
});
