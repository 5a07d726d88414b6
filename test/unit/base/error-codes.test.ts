import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../../src/base/error-codes.js';

test('docs/errors.md lists exactly the error codes and their meaning', async () => {
  const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)].map((row) => [row[1], row[2]]);
  expect(Object.fromEntries(rows)).toEqual(ERROR_CODES);
});
