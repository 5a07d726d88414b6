import type { Call, HttpCaller } from './http-call.js';
import type { ContainerClient, OperationEvent } from './messages.js';
import { ROUTES } from './routes.js';

/**
 * The part of the client that is about containers of any stack.
 * @param operation yields its events, an `error` last @param items of a stream up to its end
 */
export function containerCalls(
  caller: HttpCaller,
  operation: (call: Call) => AsyncIterable<OperationEvent>,
  items: <T extends { readonly type: string }>(call: Call) => AsyncIterable<T>,
): ContainerClient {
  return {
    containers: () => caller.json({ route: ROUTES.containers }),
    listVolumes: () => caller.json({ route: ROUTES.listVolumes }),
    top: (name, psArgs) => caller.json({ route: ROUTES.top, name, body: { psArgs } }),
    actOnContainer: (name, body, signal) => caller.json({ route: ROUTES.actOnContainer, name, body, signal }),
    makeContainer: (body, signal) => operation({ route: ROUTES.makeContainer, body, signal }),
    startAttached: (name, body, signal) => operation({ route: ROUTES.startAttached, name, body, signal }),
    waitForContainer: (name, condition, signal) =>
      caller.json({ route: ROUTES.waitForContainer, name, body: { condition }, signal }),
    containerExecTarget: (name) => caller.json({ route: ROUTES.containerExecTarget, name }),
    copyFiles: (name, body, signal) => caller.json({ route: ROUTES.copyFiles, name, body, signal }),
    copyOut: (name, body, signal) => caller.bytes({ route: ROUTES.copyOut, name, body, signal }),
    copyIn: (name, body, upload, signal) => caller.json({ route: ROUTES.copyIn, name, body, upload, signal }),
    stats: (body, signal) => items({ route: ROUTES.stats, body, signal }),
  };
}
