/** Folder of `src` → the folders that it may import, besides itself. The longest matching folder rules. */
export const SRC_LAYERS: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: ['base'],
  spec: ['model', 'base'],
  wire: ['spec', 'base'],
  graph: ['base'],
  stackfile: ['model', 'graph', 'base'],
  lowering: ['model', 'spec', 'graph', 'base'],
  reconcile: ['model', 'spec', 'graph', 'lowering', 'base'],
  native: ['wire', 'spec', 'base'],
  'engine/store': ['native', 'wire', 'spec', 'base'],
  'engine/image': ['engine/store', 'native', 'wire', 'spec', 'base'],
  'engine/rootfs': ['engine/store', 'native', 'wire', 'spec', 'base'],
  'engine/network': ['engine/store', 'native', 'wire', 'spec', 'base'],
  'engine/container': ['engine/store', 'native', 'wire', 'spec', 'base'],
  'engine/volume': ['engine/store', 'native', 'wire', 'spec', 'base'],
  engine: [
    'engine/store',
    'engine/image',
    'engine/rootfs',
    'engine/network',
    'engine/container',
    'engine/volume',
    'native',
    'spec',
    'base',
  ],
  orchestrator: ['reconcile', 'lowering', 'graph', 'spec', 'model', 'base'],
  api: ['model', 'spec', 'wire', 'base'],
  daemon: [
    'engine',
    'engine/store',
    'engine/image',
    'engine/rootfs',
    'engine/network',
    'engine/container',
    'engine/volume',
    'orchestrator',
    'api',
    'native',
    'wire',
    'reconcile',
    'lowering',
    'stackfile',
    'graph',
    'spec',
    'model',
    'base',
  ],
  local: ['stackfile', 'model', 'spec', 'base'],
  cli: ['local', 'stackfile', 'model', 'graph', 'spec', 'api', 'wire', 'base'],
  library: ['local', 'stackfile', 'model', 'spec', 'api', 'wire', 'base'],
  'index.ts': ['library', 'stackfile', 'model', 'spec', 'api', 'base'],
};

/** Folders that compute and touch nothing: no file system, process, network or timers of the machine. */
export const PURE_FOLDERS = ['base', 'model', 'spec', 'graph', 'stackfile', 'lowering', 'reconcile'] as const;

/** What the pure folders may use of Node. */
export const PURE_MODULES: ReadonlySet<string> = new Set(['node:crypto', 'node:path', 'node:util']);

/** Folder of `native` → the folders whose headers it may include, besides its own. */
export const NATIVE_LAYERS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  linux: ['core'],
  layer: ['core'],
  dns: ['core'],
  protocol: ['core'],
  init: ['linux', 'protocol', 'core'],
  monitor: ['init', 'dns', 'linux', 'protocol', 'core'],
  addon: ['layer', 'linux', 'protocol', 'core'],
  hello: ['dns', 'core'],
  test: ['monitor', 'init', 'dns', 'layer', 'linux', 'protocol', 'core', 'hello'],
};
