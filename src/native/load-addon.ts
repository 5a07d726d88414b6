import type { Addon } from './addon-surface.js';
import { builtProgram } from './built-program.js';

let loaded: Addon | undefined;

/** The addon, loaded at the first call. @throws INTERNAL when it was not built; ERR_DLOPEN_FAILED when it doesn't fit this Node */
export function loadAddon(): Addon {
  if (loaded === undefined) {
    // dlopen instead of require: the same in a module and in a CommonJS bundle.
    const addon = { exports: {} };
    process.dlopen(addon, builtProgram('addon.node'));
    loaded = addon.exports as Addon;
  }
  return loaded;
}
