import { TscomposeError } from '../base/errors.js';
import type { RouteName } from './routes.js';
import { anyText, count, flag, listOf, mapOf, mapWith, oneOf, optional, type Shape } from './shape.js';

// The stack comes from our own stack file passes, which have validated it key by key; here only what the engine indexes
// blindly is checked, so that a foreign client meets a message and not a crash.
const stack = mapWith({
  name: anyText,
  services: mapOf(mapWith({ image: optional(anyText), networks: optional(mapOf(() => undefined)) })),
  networks: optional(mapOf(mapWith({ name: anyText }))),
  volumes: optional(mapOf(mapWith({ name: anyText }))),
});

const services = listOf(anyText);
const login = mapWith({
  username: optional(anyText),
  password: optional(anyText),
  identityToken: optional(anyText),
  registryToken: optional(anyText),
});
const logins = optional(mapOf(login));
const recreate = oneOf('changed', 'all', 'none');
const dryRun = optional(flag);
const origin = mapWith({
  workingDir: anyText,
  configFiles: listOf(anyText),
  disabledServices: optional(listOf(anyText)),
});

const ofCheckout = { origin: optional(origin), adopt: optional(flag) };
const ofServices = { services, stack: optional(stack), ...ofCheckout, dryRun };
const stopRequest = mapWith({ ...ofServices, timeoutMs: optional(count) });

const terminal = mapWith({ rows: count, cols: count });

const content = mapWith({ digest: optional(anyText), base64: optional(anyText) });
const contents = optional(mapWith({ configs: mapOf(content), secrets: mapOf(content) }));

const upRequest = mapWith({
  stack,
  origin,
  contents,
  adopt: optional(flag),
  services,
  timeoutMs: optional(count),
  wait: flag,
  waitTimeoutMs: optional(count),
  recreate: optional(recreate),
  recreateDependencies: optional(recreate),
  renewAnonymousVolumes: optional(flag),
  withoutDependencies: optional(flag),
  noStart: optional(flag),
  dryRun,
  removeOrphans: flag,
  ignoreOrphans: optional(flag),
  pull: optional(oneOf('always', 'missing', 'never')),
  logins,
});

const SHAPES: Partial<Record<RouteName, Shape>> = {
  bindStack: mapWith({ pid: count }),
  up: upRequest,
  plan: upRequest,
  down: mapWith({
    timeoutMs: optional(count),
    volumes: flag,
    removeOrphans: flag,
    stack: optional(stack),
    ...ofCheckout,
    dryRun,
  }),
  stop: stopRequest,
  start: mapWith(ofServices),
  restart: mapWith({ ...ofServices, timeoutMs: optional(count), withoutDependents: flag }),
  remove: mapWith({ containers: listOf(anyText), volumes: flag, ...ofCheckout, dryRun }),
  kill: mapWith({ ...ofServices, signal: optional(anyText) }),
  run: mapWith({
    stack,
    origin,
    contents,
    adopt: optional(flag),
    service: anyText,
    container: mapWith({
      name: anyText,
      slug: anyText,
      useAliases: flag,
      autoRemove: flag,
      stdinOpen: flag,
      tty: flag,
      mounts: listOf(mapWith({ type: anyText, target: anyText })),
    }),
    withoutDependencies: flag,
    removeOrphans: flag,
    ignoreOrphans: optional(flag),
    pull: optional(oneOf('always', 'missing', 'never')),
    logins,
    attach: optional(terminal),
    dryRun,
  }),
  pause: mapWith({ ...ofServices, paused: flag }),
  logs: mapWith({
    services,
    linesOf: optional(services),
    index: optional(count),
    follow: flag,
    tail: optional(count),
    since: optional(anyText),
    notBefore: optional(anyText),
    until: optional(anyText),
  }),
  execTarget: mapWith({ service: anyText, index: count }),
  attachTarget: mapWith({ service: anyText, index: count }),
  containerLogs: mapWith({
    follow: flag,
    tail: optional(count),
    notBefore: optional(anyText),
    until: optional(anyText),
  }),
  signalContainer: mapWith({ signal: anyText }),
  pull: mapWith({
    images: listOf(mapWith({ reference: anyText, platform: optional(anyText), onlyMissing: optional(flag) })),
    allTags: optional(flag),
    ignoreFailures: flag,
    logins,
    dryRun,
  }),
  push: mapWith({
    references: listOf(anyText),
    allTags: optional(flag),
    ignoreFailures: flag,
    logins,
    dryRun,
  }),
  resolveImage: mapWith({ reference: anyText, logins }),
  login: mapWith({ registry: anyText, login }),
  search: mapWith({ registry: optional(anyText), term: anyText, limit: count, logins }),
  load: mapWith({ path: anyText }),
  inspectImage: mapWith({ image: anyText }),
  tagImage: mapWith({ source: anyText, target: anyText }),
  removeImage: mapWith({ image: anyText, force: flag }),
  importImage: mapWith({
    reference: optional(anyText),
    changes: listOf(anyText),
    message: anyText,
    platform: optional(anyText),
  }),
  commitContainer: mapWith({
    reference: optional(anyText),
    author: anyText,
    message: anyText,
    changes: listOf(anyText),
    pause: flag,
  }),
  events: mapWith({ since: optional(anyText), until: optional(anyText) }),
  top: mapWith({ psArgs: listOf(anyText) }),
  actOnContainer: mapWith({
    do: oneOf('start', 'stop', 'restart', 'pause', 'unpause', 'kill', 'remove', 'rename', 'update'),
    signal: optional(anyText),
    force: optional(flag),
    volumes: optional(flag),
    name: optional(anyText),
    limits: optional(mapWith({})),
    pidsLimit: optional(count),
  }),
  makeContainer: mapWith({
    spec: mapWith({ name: anyText, image: anyText, labels: mapOf(anyText), mounts: listOf(mapWith({})) }),
    pull: oneOf('always', 'missing', 'never'),
    platform: optional(anyText),
    publishAll: flag,
    logins,
    start: flag,
    attach: optional(terminal),
  }),
  startAttached: terminal,
  waitForContainer: mapWith({ condition: oneOf('not-running', 'next-exit', 'removed') }),
  copyFiles: mapWith({
    direction: oneOf('in', 'out'),
    path: anyText,
    hostPath: anyText,
    followLinks: flag,
    owner: optional(mapWith({ uid: count, gid: count })),
  }),
  copyOut: mapWith({ path: anyText, followLinks: flag }),
  copyIn: mapWith({ path: anyText }),
  stats: mapWith({ containers: optional(listOf(anyText)), all: flag, intervalMs: count }),
  saveImages: mapWith({ images: listOf(anyText), format: anyText }),
  pruneImages: mapWith({
    all: flag,
    until: optional(anyText),
    labels: listOf(anyText),
    notLabels: listOf(anyText),
  }),
};

/**
 * Parses the body of a request and checks its form.
 * @throws USAGE saying where it doesn't fit
 */
export function parseRequest<T>(route: RouteName, text: string): T {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw badRequest(route, `the body is not JSON: ${(error as Error).message}`);
  }
  const problem = SHAPES[route]?.(body, '');
  if (problem === undefined) return body as T;
  throw badRequest(route, `${problem.path === '' ? 'the body' : problem.path} must be ${problem.expected}`);
}

function badRequest(route: RouteName, what: string): TscomposeError {
  return new TscomposeError('USAGE', `bad request to ${route}: ${what}`, {
    action: 'read request',
    subject: route,
  });
}
