import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { manPages } from '../../../src/cli/help/man-pages.js';
import { escaped, term } from '../../../src/cli/help/roff.js';
import { buildProgram } from '../../../src/cli/program.js';
import { allVerbs } from '../../../src/cli/verbs/table.js';
import { FakeHost } from './support/fake-host.js';

const DIRECTORY = new URL('../../../man/', import.meta.url);

it('man/ is what the help says now; if not: npm run man', async () => {
  const pages = manPages(buildProgram(new FakeHost(), await allVerbs(), () => {}));
  expect((await readdir(DIRECTORY)).sort()).toEqual([...pages.keys()].sort());
  for (const [name, text] of pages) {
    expect(await readFile(new URL(name, DIRECTORY), 'utf8'), name).toBe(text);
  }
});

it('pages keep hyphens, backslashes, and lines that look like requests', () => {
  expect(escaped("a-b \\n\n.SH x\n'quoted")).toBe("a\\-b \\en\n\\&.SH x\n\\&'quoted");
  expect(term('-a', '.b')).toBe('.TP\n\\fB\\-a\\fR\n\\&.b\n');
});
