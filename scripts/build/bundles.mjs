import { existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { lazyBuiltins } from './lazy-builtins.mjs';
import { root } from './run.mjs';

/** Programs that start often: one CommonJS file each, since that is what V8's code cache serves. */
const PROGRAMS = [
  { name: 'cli', entry: 'src/cli/main.ts', plugins: [lazyBuiltins()] },
  { name: 'daemon', entry: 'src/daemon/main.ts', plugins: [] },
];

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  keepNames: true,
  legalComments: 'external',
  logLevel: 'warning',
};

/** `dist/NAME.bundle.cjs` with its starter `dist/NAME.cjs`, and `dist/index.js` for programs that import tscompose. */
export async function buildBundles(dist) {
  await Promise.all([
    ...PROGRAMS.filter(({ entry }) => existsSync(join(root, entry))).map((program) =>
      buildProgram(dist, program),
    ),
    copyFile(join(root, 'scripts/build/launch.cjs'), join(dist, 'launch.cjs')),
    build({
      ...shared,
      entryPoints: ['src/index.ts'],
      outfile: join(dist, 'index.js'),
      format: 'esm',
      packages: 'external',
    }),
  ]);
}

async function buildProgram(dist, { name, entry, plugins }) {
  await build({
    ...shared,
    entryPoints: [entry],
    outfile: join(dist, `${name}.bundle.cjs`),
    format: 'cjs',
    plugins,
    minifyWhitespace: true,
    // Absent in CommonJS on purpose: the code falls back to __dirname.
    logOverride: { 'empty-import-meta': 'silent' },
  });
  await copyFile(join(root, 'scripts/build/starter.cjs'), join(dist, `${name}.cjs`));
}
