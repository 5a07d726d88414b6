// npm run man: writes man/, the manual pages, from the same source as --help. A test holds them against it.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const directory = join(root, 'man');

const SOURCE = `
  import { manPages } from './src/cli/help/man-pages.js';
  import { buildProgram } from './src/cli/program.js';
  import { allVerbs } from './src/cli/verbs/table.js';
  export const pages = async () => manPages(buildProgram({}, await allVerbs(), () => {}));
`;

const temporary = await mkdtemp(join(tmpdir(), 'tscompose-man-'));
try {
  const outfile = join(temporary, 'pages.cjs');
  const stdin = { contents: SOURCE, resolveDir: root, loader: 'ts' };
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    // Absent in CommonJS on purpose: the code falls back to __dirname.
    logOverride: { 'empty-import-meta': 'silent' },
  });
  const pages = await createRequire(import.meta.url)(outfile).pages();
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory)) if (!pages.has(name)) await rm(join(directory, name));
  for (const [name, text] of pages) await writeFile(join(directory, name), text);
  console.log(`${pages.size} pages in man/`);
} finally {
  await rm(temporary, { recursive: true });
}
