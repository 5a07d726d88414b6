'use strict';
// node write-code-cache.cjs STEM ARGS...: runs STEM.bundle.cjs with ARGS and leaves STEM.cache behind.
const { renameSync, writeFileSync } = require('node:fs');
const [stem, ...args] = process.argv.slice(2);
const { launchAndCache } = require(`${require('node:path').dirname(stem)}/launch.cjs`);

process.argv = [process.execPath, `${stem}.cjs`, ...args];
launchAndCache(stem, (cache) => {
  writeFileSync(`${stem}.cache.new`, cache);
  renameSync(`${stem}.cache.new`, `${stem}.cache`);
});
