import { expect, it } from 'vitest';
import { registryName } from '../../../../src/local/credentials/registry-name.js';

it.each([
  [undefined, 'docker.io'],
  ['', 'docker.io'],
  ['https://index.docker.io/v1/', 'docker.io'],
  ['ghcr.io', 'ghcr.io'],
  ['https://ghcr.io/v2/', 'ghcr.io'],
  ['localhost:5000', 'localhost:5000'],
  ['localhost', 'localhost'],
  ['registry', 'registry'],
  ['[::1]:5000', '[::1]:5000'],
])('the registry that a user calls %s is %s', (server, name) => {
  expect(registryName(server)).toBe(name);
});

it.each(['a b', 'host:port', '-x'])('%j is no registry', (server) => {
  expect(() => registryName(server)).toThrow(expect.objectContaining({ code: 'USAGE' }));
});
