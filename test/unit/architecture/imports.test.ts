import { expect, it } from 'vitest';
import { findCycle } from '../../../src/graph/cycle.js';
import { NATIVE_LAYERS, PURE_FOLDERS, PURE_MODULES, SRC_LAYERS } from './layers.js';
import { importsOf, includesOf, resolveImport, type SourceFile, sourceFiles } from './source-files.js';

const SRC = sourceFiles('src', ['.ts']);
const NATIVE = sourceFiles('native', ['.cc', '.h', '.def']);

/** `src/engine/store/x.ts` → `engine/store`. */
function layerOf(path: string): string | undefined {
  const inside = path.replace(/^src\//, '');
  return Object.keys(SRC_LAYERS)
    .filter((folder) => inside === folder || inside.startsWith(`${folder}/`))
    .sort((left, right) => right.length - left.length)[0];
}

function localImports(file: SourceFile): readonly string[] {
  return importsOf(file)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => resolveImport(file, specifier));
}

it('sees the imports that it checks', () => {
  const text = [
    "import { a } from './a.js';",
    "import type { b } from '../b/b.js';",
    "import {\n  c,\n  d,\n} from './c.js';",
    "export type { e } from './e.js';",
    "import './f.js';",
    "const g = await import('./g.js');",
    "import h from 'node:fs';",
  ].join('\n');
  expect(importsOf({ path: 'src/x/x.ts', text })).toEqual([
    './a.js',
    '../b/b.js',
    './c.js',
    './e.js',
    './f.js',
    './g.js',
    'node:fs',
  ]);
});

it('has every file of src in a folder that the table knows', () => {
  expect(SRC.length).toBeGreaterThan(0);
  expect(SRC.filter(({ path }) => layerOf(path) === undefined).map(({ path }) => path)).toEqual([]);
});

it('imports within src only as the table permits', () => {
  const forbidden = SRC.flatMap((file) => {
    const layer = layerOf(file.path) ?? '';
    return localImports(file)
      .filter((target) => target.startsWith('src/'))
      .filter((target) => {
        const other = layerOf(target) ?? target;
        return other !== layer && !SRC_LAYERS[layer]?.includes(other);
      })
      .map((target) => `${file.path} imports ${target}`);
  });
  expect(forbidden).toEqual([]);
});

it('has no cycle among the files of src', () => {
  expect(findCycle(new Map(SRC.map((file) => [file.path, localImports(file)])))).toBeUndefined();
});

it('uses nothing of the machine in the pure folders', () => {
  const pure = SRC.filter(({ path }) => PURE_FOLDERS.some((folder) => path.startsWith(`src/${folder}/`)));
  const impure = pure.flatMap((file) => [
    ...importsOf(file)
      .filter((specifier) => specifier.startsWith('node:') && !PURE_MODULES.has(specifier))
      .map((specifier) => `${file.path} imports ${specifier}`),
    ...(/\b(?:process\.|setTimeout\(|setInterval\(|Date\.now\(|Math\.random\()/.test(file.text)
      ? [`${file.path} uses a global of the process`]
      : []),
  ]);
  expect(impure).toEqual([]);
});

it('includes within native only as the table permits', () => {
  const forbidden = NATIVE.flatMap(({ path, text }) => {
    const folder = path.split('/')[1] ?? '';
    return includesOf({ path, text })
      .map((header) => header.split('/')[0] ?? '')
      .filter((other) => other !== folder && !NATIVE_LAYERS[folder]?.includes(other))
      .map((other) => `${path} includes ${other}`);
  });
  expect(forbidden).toEqual([]);
});

it('keeps napi.h to the addon', () => {
  const users = NATIVE.filter(({ text }) => /#\s*include\s+<napi\.h>/.test(text)).map(({ path }) => path);
  expect(users.filter((path) => !path.startsWith('native/addon/'))).toEqual([]);
});
