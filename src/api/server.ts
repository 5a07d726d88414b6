import { setMaxListeners } from 'node:events';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono/tiny';
import { TscomposeError, toTscomposeError } from '../base/errors.js';
import { containerHandlers } from './container-handlers.js';
import { errorStatus } from './error-status.js';
import { type Handler, later } from './handler.js';
import { imageHandlers } from './image-handlers.js';
import {
  API_VERSION,
  type ContainerLogsRequest,
  type DownRequest,
  type EngineClient,
  type EventsRequest,
  type KillRequest,
  type LogsRequest,
  type OperationEvent,
  type PauseRequest,
  type PullRequest,
  type PushRequest,
  type RemoveRequest,
  type RestartRequest,
  type RunRequest,
  type StartRequest,
  type StopRequest,
  type UpRequest,
} from './messages.js';
import { ndjsonStream } from './ndjson.js';
import { clientOfOtherVersion } from './other-version.js';
import { parseRequest } from './request-shapes.js';
import { dropRest } from './rest-of-upload.js';
import { REQUEST_PARAMETER, ROUTES, type Route, type RouteName, VERSION_HEADER } from './routes.js';
import { sendBytes } from './send-bytes.js';
import { sendFrames } from './send-frames.js';

interface App {
  Bindings: HttpBindings;
}

/** Every route of the API, served from an in-process implementation of the client's own interface. */
export function createApp(service: EngineClient): Hono<App> {
  const app = new Hono<App>();
  app.use('*', async (context, next) => {
    context.header(VERSION_HEADER, String(API_VERSION));
    const spoken = context.req.header(VERSION_HEADER);
    const fits =
      spoken === undefined || spoken === String(API_VERSION) || isForEveryVersion(context.req.path);
    if (!fits) throw clientOfOtherVersion(spoken);
    await next();
  });
  app.onError((thrown, context) => {
    const error = toTscomposeError(thrown);
    context.header(VERSION_HEADER, String(API_VERSION));
    return context.json(error.toJSON(), errorStatus(error.code));
  });
  app.notFound(() => {
    throw new TscomposeError('USAGE', 'the engine has no such route', { action: 'read request' });
  });
  for (const [name, handle] of Object.entries(handlers(service)) as [RouteName, Handler][]) {
    const route: Route = ROUTES[name];
    app.on(route.method, route.path, async (context) => {
      // The adapter aborts the request's signal when the client goes; a finished stream cancels nothing.
      const gone = new AbortController();
      const signal = AbortSignal.any([gone.signal, context.req.raw.signal]);
      // One operation may start many containers at once, each of which listens; that is no leak.
      setMaxListeners(0, signal);
      const { incoming, outgoing } = context.env;
      const result = handle({
        name: context.req.param('name') ?? '',
        body: async () =>
          parseRequest(
            name,
            (route.upload ? context.req.query(REQUEST_PARAMETER) : await context.req.text()) ?? '',
          ),
        upload: () => incoming,
        signal,
      });
      if (result instanceof Promise) {
        const answer = await (route.upload ? result.finally(() => dropRest(incoming)) : result);
        return context.json(answer ?? null);
      }
      if (route.answer === 'bytes') {
        outgoing.setHeader(VERSION_HEADER, String(API_VERSION));
        await sendBytes(result as AsyncIterable<Uint8Array>, outgoing);
        return RESPONSE_ALREADY_SENT;
      }
      if (route.answer === 'frames') {
        outgoing.setHeader(VERSION_HEADER, String(API_VERSION));
        await sendFrames(ended(result) as AsyncIterable<object>, outgoing, () => gone.abort());
        return RESPONSE_ALREADY_SENT;
      }
      // What is left of an archive that nobody wants must not keep its sender from reading why.
      const items = route.upload ? await begun(ended(result), () => incoming.resume()) : ended(result);
      return context.body(
        ndjsonStream(items, () => gone.abort()),
        200,
        { 'content-type': 'application/x-ndjson' },
      );
    });
  }
  return app;
}

function handlers(service: EngineClient): Record<RouteName, Handler> {
  return {
    status: () => service.status(),
    stopEngine: () => service.stopEngine(),
    damages: () => service.damages(),
    repair: () => service.repair(),
    bindStack: async ({ name, body }) => service.bindStack(name, await body()),
    releaseStack: ({ name }) => service.releaseStack(name),
    up: ({ name, body, signal }) => later(body<UpRequest>, (request) => service.up(name, request, signal)),
    plan: async ({ name, body, signal }) => service.plan(name, await body(), signal),
    down: ({ name, body, signal }) =>
      later(body<DownRequest>, (request) => service.down(name, request, signal)),
    stop: ({ name, body, signal }) =>
      later(body<StopRequest>, (request) => service.stop(name, request, signal)),
    start: ({ name, body, signal }) =>
      later(body<StartRequest>, (request) => service.start(name, request, signal)),
    restart: ({ name, body, signal }) =>
      later(body<RestartRequest>, (request) => service.restart(name, request, signal)),
    remove: ({ name, body, signal }) =>
      later(body<RemoveRequest>, (request) => service.remove(name, request, signal)),
    kill: ({ name, body, signal }) =>
      later(body<KillRequest>, (request) => service.kill(name, request, signal)),
    run: ({ name, body, signal }) => later(body<RunRequest>, (request) => service.run(name, request, signal)),
    pause: ({ name, body, signal }) =>
      later(body<PauseRequest>, (request) => service.pause(name, request, signal)),
    logs: ({ name, body, signal }) =>
      later(body<LogsRequest>, (request) => service.logs(name, request, signal)),
    pull: ({ body, signal }) => later(body<PullRequest>, (request) => service.pull(request, signal)),
    push: ({ body, signal }) => later(body<PushRequest>, (request) => service.push(request, signal)),
    resolveImage: async ({ body, signal }) => service.resolveImage(await body(), signal),
    login: async ({ body, signal }) => service.login(await body(), signal),
    search: async ({ body, signal }) => service.search(await body(), signal),
    ps: ({ name }) => service.ps(name),
    execTarget: async ({ name, body }) => service.execTarget(name, await body()),
    attachTarget: async ({ name, body }) => service.attachTarget(name, await body()),
    containerAttachTarget: ({ name }) => service.containerAttachTarget(name),
    containerLogs: ({ name, body, signal }) =>
      later(body<ContainerLogsRequest>, (request) => asItems(service.containerLogs(name, request, signal))),
    signalContainer: async ({ name, body }) => service.signalContainer(name, await body()),
    inspectContainer: ({ name }) => service.inspectContainer(name),
    ...imageHandlers(service),
    ...containerHandlers(service),
    events: ({ body, signal }) => later(body<EventsRequest>, (request) => service.events(signal, request)),
  };
}

async function* asItems(blocks: AsyncIterable<Buffer>): AsyncGenerator<{ type: 'lines'; lines: Buffer }> {
  for await (const lines of blocks) yield { type: 'lines', lines };
}

/** Sees to it that a stream ends with exactly one `result` or `error`. */
async function* ended(items: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    for await (const item of items) {
      yield item;
      const { type } = item as OperationEvent;
      if (type === 'result' || type === 'error') return;
    }
    yield { type: 'result', changed: false };
  } catch (error) {
    yield { type: 'error', error: toTscomposeError(error).toJSON() };
  }
}

/**
 * Waits for the first item: to who still sends an archive, the beginning of an answer means that no more of it is wanted.
 * @param atEnd called when there is nothing more to come
 */
async function begun<T>(items: AsyncGenerator<T>, atEnd: () => void): Promise<AsyncIterable<T>> {
  const first = await items.next();
  async function* all() {
    try {
      if (!first.done) yield first.value;
      yield* items;
    } finally {
      atEnd();
    }
  }
  return all();
}

function isForEveryVersion(path: string): boolean {
  return Object.values<Route>(ROUTES).some((route) => route.everyVersion === true && route.path === path);
}
