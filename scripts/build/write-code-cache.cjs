'use strict';
// node write-code-cache.cjs STEM ARGS...: runs STEM.bundle.cjs with ARGS and leaves STEM.cache behind, and those of the
// bundles that it loaded.
const { renameSync, writeFileSync } = require('node:fs');
const [stem, ...args] = process.argv.slice(2);
const { launchAndCache } = require(`${require('node:path').dirname(stem)}/launch.cjs`);

process.argv = [process.execPath, `${stem}.cjs`, ...args];
launchAndCache(stem, (bundle, cache) => {
  writeFileSync(`${bundle}.cache.new`, cache);
  renameSync(`${bundle}.cache.new`, `${bundle}.cache`);
});
