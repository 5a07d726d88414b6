'use strict';
// Runs the bundle beside this file that has its name: `cli.cjs` runs `cli.bundle.cjs`.
module.exports = require('./launch.cjs').launch(__filename.slice(0, -'.cjs'.length));
