import { expect, it } from 'vitest';
import { nobodyListens } from '../../../src/wire/socket-path.js';

it.each([
  ['ENOENT', true],
  ['ECONNREFUSED', true],
  // The listener ended between connect and accept: so does one that is killed.
  ['ECONNRESET', true],
  ['EACCES', false],
])('%s of a connection means that nobody listens: %s', (code, nobody) => {
  expect(nobodyListens(Object.assign(new Error(code), { code }))).toBe(nobody);
});
