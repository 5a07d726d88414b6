/** One entry per method of the client; server and client are both built from this table. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Path with `:name` where the name of the stack or container stands. */
  readonly path: string;
  /**
   * `json`: one document; `stream`: NDJSON, ended by exactly one `result` or `error`; `frames`: the same with bytes that belong to
   * its items; `bytes`: an archive.
   */
  readonly answer: 'json' | 'stream' | 'frames' | 'bytes';
  /** The body is an archive; what else is asked stands as JSON in the query's `request`. */
  readonly upload?: true;
  /** Stays as it is in every version of the API: whoever upgrades tscompose meets the engine of the release before. */
  readonly everyVersion?: true;
}

export const ROUTES = {
  status: { method: 'GET', path: '/v1/status', answer: 'json', everyVersion: true },
  stopEngine: { method: 'POST', path: '/v1/engine/stop', answer: 'json', everyVersion: true },
  damages: { method: 'GET', path: '/v1/engine/damages', answer: 'json' },
  repair: { method: 'POST', path: '/v1/engine/repair', answer: 'json' },
  bindStack: { method: 'POST', path: '/v1/stacks/:name/bind', answer: 'json' },
  releaseStack: { method: 'POST', path: '/v1/stacks/:name/release', answer: 'json' },
  up: { method: 'POST', path: '/v1/stacks/:name/up', answer: 'stream' },
  plan: { method: 'POST', path: '/v1/stacks/:name/plan', answer: 'json' },
  down: { method: 'POST', path: '/v1/stacks/:name/down', answer: 'stream' },
  stop: { method: 'POST', path: '/v1/stacks/:name/stop', answer: 'stream' },
  start: { method: 'POST', path: '/v1/stacks/:name/start', answer: 'stream' },
  restart: { method: 'POST', path: '/v1/stacks/:name/restart', answer: 'stream' },
  remove: { method: 'POST', path: '/v1/stacks/:name/remove', answer: 'stream' },
  kill: { method: 'POST', path: '/v1/stacks/:name/kill', answer: 'stream' },
  run: { method: 'POST', path: '/v1/stacks/:name/run', answer: 'stream' },
  pause: { method: 'POST', path: '/v1/stacks/:name/pause', answer: 'stream' },
  ps: { method: 'GET', path: '/v1/stacks/:name/containers', answer: 'json' },
  logs: { method: 'POST', path: '/v1/stacks/:name/logs', answer: 'frames' },
  execTarget: { method: 'POST', path: '/v1/stacks/:name/exec-target', answer: 'json' },
  attachTarget: { method: 'POST', path: '/v1/stacks/:name/attach-target', answer: 'json' },
  containerAttachTarget: { method: 'GET', path: '/v1/containers/:name/attach-target', answer: 'json' },
  containerLogs: { method: 'POST', path: '/v1/containers/:name/logs', answer: 'frames' },
  signalContainer: { method: 'POST', path: '/v1/containers/:name/signal', answer: 'json' },
  pull: { method: 'POST', path: '/v1/images/pull', answer: 'stream' },
  push: { method: 'POST', path: '/v1/images/push', answer: 'stream' },
  resolveImage: { method: 'POST', path: '/v1/images/resolve', answer: 'json' },
  login: { method: 'POST', path: '/v1/registries/login', answer: 'json' },
  search: { method: 'POST', path: '/v1/registries/search', answer: 'json' },
  load: { method: 'POST', path: '/v1/images/load', answer: 'stream' },
  loadArchive: { method: 'POST', path: '/v1/images/load-archive', answer: 'stream', upload: true },
  images: { method: 'GET', path: '/v1/images', answer: 'json' },
  inspectImage: { method: 'POST', path: '/v1/images/inspect', answer: 'json' },
  tagImage: { method: 'POST', path: '/v1/images/tag', answer: 'json' },
  removeImage: { method: 'POST', path: '/v1/images/remove', answer: 'json' },
  importImage: { method: 'POST', path: '/v1/images/import', answer: 'json', upload: true },
  verifyImages: { method: 'POST', path: '/v1/images/verify', answer: 'stream' },
  diskUsage: { method: 'GET', path: '/v1/disk-usage', answer: 'json' },
  exportContainer: { method: 'GET', path: '/v1/containers/:name/export', answer: 'bytes' },
  commitContainer: { method: 'POST', path: '/v1/containers/:name/commit', answer: 'json' },
  inspectContainer: { method: 'GET', path: '/v1/containers/:name', answer: 'json' },
  containerChanges: { method: 'GET', path: '/v1/containers/:name/changes', answer: 'json' },
  saveImages: { method: 'POST', path: '/v1/images/save', answer: 'bytes' },
  pruneImages: { method: 'POST', path: '/v1/images/prune', answer: 'json' },
  containers: { method: 'GET', path: '/v1/containers', answer: 'json' },
  listVolumes: { method: 'GET', path: '/v1/volumes', answer: 'json' },
  top: { method: 'POST', path: '/v1/containers/:name/top', answer: 'json' },
  actOnContainer: { method: 'POST', path: '/v1/containers/:name/action', answer: 'json' },
  makeContainer: { method: 'POST', path: '/v1/containers', answer: 'stream' },
  startAttached: { method: 'POST', path: '/v1/containers/:name/start-attached', answer: 'stream' },
  waitForContainer: { method: 'POST', path: '/v1/containers/:name/wait', answer: 'json' },
  containerExecTarget: { method: 'GET', path: '/v1/containers/:name/exec-target', answer: 'json' },
  copyFiles: { method: 'POST', path: '/v1/containers/:name/copy', answer: 'json' },
  copyOut: { method: 'POST', path: '/v1/containers/:name/copy-out', answer: 'bytes' },
  copyIn: { method: 'POST', path: '/v1/containers/:name/copy-in', answer: 'json', upload: true },
  stats: { method: 'POST', path: '/v1/stats', answer: 'stream' },
  events: { method: 'POST', path: '/v1/events', answer: 'stream' },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** Header in which each side says the version of the API it speaks. */
export const VERSION_HEADER = 'tscompose-api';

/** In the query of an upload. */
export const REQUEST_PARAMETER = 'request';

/** Trailer of an archive that could not be sent to its end: the error as JSON, percent-encoded. */
export const ERROR_TRAILER = 'tscompose-error';

/** The route's path with the name of the stack or container filled in. */
export function routePath(route: Route, name?: string): string {
  return name === undefined ? route.path : route.path.replace(':name', encodeURIComponent(name));
}
