import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../../../../src/engine/image/registry/proxy.js';

const PROXY = { https_proxy: 'http://proxy:3128', http_proxy: 'http://plain:3128' };
const through = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env);

describe('a proxy', () => {
  it('is chosen by the scheme of the address', () => {
    expect(through('https://ghcr.io/v2/', PROXY)).toBe('http://proxy:3128');
    expect(through('http://reg.lan/v2/', PROXY)).toBe('http://plain:3128');
    expect(through('https://ghcr.io/v2/', { HTTPS_PROXY: 'proxy:3128' })).toBe('http://proxy:3128');
    expect(through('https://ghcr.io/v2/', { ALL_PROXY: 'http://all:1' })).toBe('http://all:1');
    expect(through('https://ghcr.io/v2/', { https_proxy: '' })).toBeUndefined();
  });

  it.each(['http://localhost:5000/', 'http://127.0.0.1:5000/', 'https://[::1]:5000/'])(
    'is not asked for %s on this machine',
    (url) => {
      expect(through(url, PROXY)).toBeUndefined();
    },
  );

  it.each([
    ['https://reg.example.com/', 'example.com', true],
    ['https://example.com/', 'example.com', true],
    ['https://notexample.com/', 'example.com', false],
    ['https://reg.example.com/', '.example.com', true],
    ['https://example.com/', '.example.com', false],
    ['https://reg.example.com/', '*.example.com', true],
    ['https://example.com:5000/', 'example.com:5000', true],
    ['https://example.com/', 'example.com:5000', false],
    ['https://example.com/', 'example.com:443', true],
    ['https://example.com/', 'a.org, EXAMPLE.com', true],
    ['https://10.1.2.3/', '10.0.0.0/8', true],
    ['https://11.1.2.3/', '10.0.0.0/8', false],
    ['https://reg.example.com/', '10.0.0.0/8', false],
    ['https://[fd00::1]:5000/', 'fd00::/8', true],
    ['https://[fd00::1]:5000/', '[fd00::1]:5000', true],
    ['https://[fd00::1]/', 'fd00::1', true],
    ['https://example.com/', '*', true],
    ['https://example.com/', '', false],
    ['https://example.com/', '/x,10.0.0.0/99', false],
  ])('for %s with NO_PROXY %j is left out: %s', (url, exceptions, isLeftOut) => {
    const proxy = through(url, { ...PROXY, no_proxy: exceptions });
    expect(proxy === undefined).toBe(isLeftOut);
  });
});
