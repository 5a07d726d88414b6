import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Node's own modules that cost milliseconds to load and that most command lines never touch. In the bundle each becomes an
 * object of getters that loads the real one at first use, whoever imports it.
 */
const LAZY = ['child_process', 'http', 'net', 'tty', 'os', 'stream'];

/** @returns {import('esbuild').Plugin} */
export function lazyBuiltins() {
  return {
    name: 'lazy-builtins',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^(node:)?(${LAZY.join('|')})$`) }, ({ path, namespace }) => {
        const name = path.replace(/^(node:)?/, 'node:');
        return namespace === 'lazy' ? { path: name, external: true } : { path: name, namespace: 'lazy' };
      });
      build.onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
        contents: `
          let real;
          for (const name of ${JSON.stringify(Object.keys(require(path)))}) {
            Object.defineProperty(exports, name, { enumerable: true, get: () => (real ??= require('${path}'))[name] });
          }`,
        loader: 'js',
      }));
    },
  };
}
