import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { lazyBuiltins } from './lazy-builtins.mjs';
import { root } from './run.mjs';
import { yamlEnvironment } from './yaml-environment.mjs';

/**
 * Programs that start often: CommonJS files, since that is what V8's code cache serves. What many command lines never need is
 * a file of its own, with a cache of its own: V8 reads a cache from end to end.
 */
const PROGRAMS = [
  { name: 'cli', entry: 'src/cli/main.ts', plugins: [stackfileApart(), lazyBuiltins()] },
  { name: 'stackfile', entry: 'src/stackfile/load-stack.ts', plugins: [lazyBuiltins(), yamlEnvironment()] },
  { name: 'daemon', entry: 'src/daemon/main.ts', plugins: [] },
];

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  legalComments: 'external',
  logLevel: 'warning',
};

/**
 * `dist/NAME.bundle.cjs` with its starter `dist/NAME.cjs`, and `dist/index.js` and `index.cjs` for programs that import
 * or require tscompose.
 */
export async function buildBundles(dist) {
  await Promise.all([
    ...PROGRAMS.map((program) => buildProgram(dist, program)),
    copyFile(join(root, 'scripts/build/launch.cjs'), join(dist, 'launch.cjs')),
    buildLibrary(dist),
  ]);
}

/** One copy for both ways to import it: an error of the one would be none of the other's class. */
async function buildLibrary(dist) {
  await build({
    ...shared,
    entryPoints: ['src/index.ts'],
    outfile: join(dist, 'index.cjs'),
    format: 'cjs',
    packages: 'external',
    // Absent in CommonJS on purpose: the code falls back to __dirname.
    logOverride: { 'empty-import-meta': 'silent' },
  });
  await writeFile(join(dist, 'index.js'), "export * from './index.cjs';\n");
}

async function buildProgram(dist, { name, entry, plugins }) {
  const outfile = join(dist, `${name}.bundle.cjs`);
  const { outputFiles } = await build({
    ...shared,
    entryPoints: [entry],
    outfile,
    format: 'cjs',
    plugins,
    minifyWhitespace: true,
    write: false,
    // What is left to another bundle is required; a script of node:vm has no import().
    supported: { 'dynamic-import': false },
    // Absent in CommonJS on purpose: the code falls back to __dirname.
    logOverride: { 'empty-import-meta': 'silent' },
  });
  for (const { path, text } of outputFiles) await writeFile(path, path === outfile ? asciiOnly(text) : text);
  await copyFile(join(root, 'scripts/build/starter.cjs'), join(dist, `${name}.cjs`));
}

/**
 * Leaves the reader of stack files to a bundle of its own. Both have a copy of the small modules that they share.
 * @returns {import('esbuild').Plugin}
 */
function stackfileApart() {
  return {
    name: 'stackfile-apart',
    setup(build) {
      build.onResolve({ filter: /\/stackfile\/load-stack\.js$/ }, ({ kind, path }) => {
        if (kind !== 'dynamic-import') throw new Error(`${path} is imported at the start`);
        return { path: './stackfile.cjs', external: true };
      });
    },
  };
}

/**
 * esbuild escapes all but regular expressions. A single character beyond Latin-1 would make V8 hold the whole bundle in two
 * bytes per character; an escape means the same in a regular expression.
 */
function asciiOnly(code) {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
