import type { IncomingMessage } from 'node:http';
import type { SerializedError } from '../base/errors.js';
import { TscomposeError } from '../base/errors.js';
import { containerCalls } from './container-calls.js';
import { type Call, connectionError, HttpCaller } from './http-call.js';
import { imageCalls } from './image-calls.js';
import { parseFrames } from './item-frames.js';
import type { EngineClient, LoadEvent, OperationEvent, StackLogLines, StackLogPart } from './messages.js';
import { parseNdjson } from './ndjson.js';
import { ROUTES } from './routes.js';

interface EndOfStream {
  readonly type: 'result' | 'error';
  readonly error?: SerializedError;
}

/**
 * A client of the engine that listens on `socket`; nothing is sent before the first call.
 * Operations yield an `error` as their last event; `logs` and `events` throw it instead.
 */
export function createClient(socket: string, caller = new HttpCaller(socket)): EngineClient {
  const items = <T extends { readonly type: string }>(call: Call) =>
    untilEnd(streamItems<T | EndOfStream>(caller, socket, call)) as AsyncIterable<T>;
  const framed = <T extends { readonly type: string }>(call: Call) =>
    untilEnd(streamItems<T | EndOfStream>(caller, socket, call, framedItems)) as AsyncIterable<T>;
  const lines = async function* (call: Call) {
    for await (const item of framed<StackLogLines>(call)) yield item.lines;
  };
  const operation = (call: Call) => streamItems<OperationEvent>(caller, socket, call);
  return {
    status: () => caller.json({ route: ROUTES.status }),
    stopEngine: async () => (await import('./stop-engine.js')).stopEngine(caller),
    damages: () => caller.json({ route: ROUTES.damages }),
    repair: () => caller.json({ route: ROUTES.repair }),
    bindStack: (name, body) => caller.json({ route: ROUTES.bindStack, name, body }),
    releaseStack: (name) => caller.json({ route: ROUTES.releaseStack, name, body: {} }),
    up: (name, body, signal) => operation({ route: ROUTES.up, name, body, signal }),
    plan: (name, body, signal) => caller.json({ route: ROUTES.plan, name, body, signal }),
    down: (name, body, signal) => operation({ route: ROUTES.down, name, body, signal }),
    stop: (name, body, signal) => operation({ route: ROUTES.stop, name, body, signal }),
    start: (name, body, signal) => operation({ route: ROUTES.start, name, body, signal }),
    restart: (name, body, signal) => operation({ route: ROUTES.restart, name, body, signal }),
    remove: (name, body, signal) => operation({ route: ROUTES.remove, name, body, signal }),
    kill: (name, body, signal) => operation({ route: ROUTES.kill, name, body, signal }),
    run: (name, body, signal) => operation({ route: ROUTES.run, name, body, signal }),
    pause: (name, body, signal) => operation({ route: ROUTES.pause, name, body, signal }),
    pull: (body, signal) => operation({ route: ROUTES.pull, body, signal }),
    push: (body, signal) => operation({ route: ROUTES.push, body, signal }),
    resolveImage: (body, signal) => caller.json({ route: ROUTES.resolveImage, body, signal }),
    login: (body, signal) => caller.json({ route: ROUTES.login, body, signal }),
    search: (body, signal) => caller.json({ route: ROUTES.search, body, signal }),
    ps: (name) => caller.json({ route: ROUTES.ps, name }),
    logs: (name, body, signal) => framed<StackLogPart>({ route: ROUTES.logs, name, body, signal }),
    execTarget: (name, body) => caller.json({ route: ROUTES.execTarget, name, body }),
    attachTarget: (name, body) => caller.json({ route: ROUTES.attachTarget, name, body }),
    containerAttachTarget: (name) => caller.json({ route: ROUTES.containerAttachTarget, name }),
    containerLogs: (name, body, signal) => lines({ route: ROUTES.containerLogs, name, body, signal }),
    signalContainer: (name, body) => caller.json({ route: ROUTES.signalContainer, name, body }),
    inspectContainer: (name) => caller.json({ route: ROUTES.inspectContainer, name }),
    ...imageCalls(caller, (call) => streamItems<LoadEvent>(caller, socket, call), items),
    ...containerCalls(caller, operation, items),
    events: (signal, body = {}) => items({ route: ROUTES.events, body, signal }),
  };
}

/** Items of a stream up to and with its `result` or `error`; a stream that breaks off before that is an error. */
async function* streamItems<T extends { readonly type: string }>(
  caller: HttpCaller,
  socket: string,
  call: Call,
  itemsIn: (response: IncomingMessage) => AsyncGenerator<unknown> = lineItems,
): AsyncGenerator<T> {
  const response = await caller.open(call);
  try {
    for await (const item of itemsIn(response) as AsyncGenerator<T>) {
      yield item;
      if (item.type === 'result' || item.type === 'error') return;
    }
  } catch (error) {
    if (call.signal?.aborted) throw new TscomposeError('CANCELLED', 'interrupted', { cause: error });
    throw error instanceof Error ? connectionError(error, socket) : error;
  } finally {
    response.destroy();
  }
  throw connectionError(new Error('it ended before the operation did'), socket);
}

function lineItems(response: IncomingMessage): AsyncGenerator<unknown> {
  return parseNdjson(response.setEncoding('utf8'));
}

function framedItems(response: IncomingMessage): AsyncGenerator<unknown> {
  return parseFrames(response);
}

async function* untilEnd<T extends { readonly type: string }>(
  items: AsyncIterable<T | EndOfStream>,
): AsyncGenerator<T> {
  for await (const item of items) {
    if (item.type === 'result') return;
    if (item.type === 'error') throw TscomposeError.fromJSON((item as Required<EndOfStream>).error);
    yield item as T;
  }
}
