'use strict';
// Runs a bundle with V8's code cache, which saves parsing and compiling it at every start. A cache that V8 rejects (another
// version of Node, another bundle) or that is missing costs time, nothing else.
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname } = require('node:path');
const { Script } = require('node:vm');

/** Scripts by stem, while the build makes caches of them. */
let launched;

/**
 * @param {string} stem path of the bundle without `.bundle.cjs`
 * @returns what the bundle exports
 */
exports.launch = (stem) => {
  const filename = `${stem}.bundle.cjs`;
  const script = compile(filename, readCache(`${stem}.cache`));
  launched?.set(stem, script);
  return run(script, filename);
};

/** For the build: runs the bundle, and when the process ends calls `done` with a cache of all that is compiled by then of each bundle. */
exports.launchAndCache = (stem, done) => {
  launched = new Map();
  process.once('exit', () => {
    for (const [name, script] of launched) done(name, script.createCachedData());
  });
  exports.launch(stem);
};

function compile(filename, cachedData) {
  // The build writes nothing but ASCII, so this is the cheapest way to a string.
  const source = readFileSync(filename, 'latin1');
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${source}\n})`;
  return new Script(wrapped, { filename, cachedData });
}

function run(script, filename) {
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(filename), module, filename, dirname(filename));
  return module.exports;
}

function readCache(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
