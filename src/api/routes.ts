/** One entry per method of the client; server and client are both built from this table. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Path with `:name` where the stack's name stands. */
  readonly path: string;
  /** `json`: one document; `stream`: NDJSON, ended by exactly one `result` or `error`. */
  readonly answer: 'json' | 'stream';
}

export const ROUTES = {
  status: { method: 'GET', path: '/v1/status', answer: 'json' },
  stopEngine: { method: 'POST', path: '/v1/engine/stop', answer: 'json' },
  up: { method: 'POST', path: '/v1/stacks/:name/up', answer: 'stream' },
  down: { method: 'POST', path: '/v1/stacks/:name/down', answer: 'stream' },
  stop: { method: 'POST', path: '/v1/stacks/:name/stop', answer: 'stream' },
  kill: { method: 'POST', path: '/v1/stacks/:name/kill', answer: 'stream' },
  ps: { method: 'GET', path: '/v1/stacks/:name/containers', answer: 'json' },
  logs: { method: 'POST', path: '/v1/stacks/:name/logs', answer: 'stream' },
  execTarget: { method: 'POST', path: '/v1/stacks/:name/exec-target', answer: 'json' },
  pull: { method: 'POST', path: '/v1/images/pull', answer: 'stream' },
  load: { method: 'POST', path: '/v1/images/load', answer: 'json' },
  images: { method: 'GET', path: '/v1/images', answer: 'json' },
  events: { method: 'GET', path: '/v1/events', answer: 'stream' },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** Header in which each side says the version of the API it speaks. */
export const VERSION_HEADER = 'tscompose-api';

/** The route's path with the stack's name filled in. */
export function routePath(route: Route, name?: string): string {
  return name === undefined ? route.path : route.path.replace(':name', encodeURIComponent(name));
}
