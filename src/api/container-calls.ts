import type { Call, HttpCaller } from './http-call.js';
import type { ContainerClient } from './messages.js';
import { ROUTES } from './routes.js';

/** The part of the client that is about containers of any stack. @param items of a stream up to its end */
export function containerCalls(
  caller: HttpCaller,
  items: <T extends { readonly type: string }>(call: Call) => AsyncIterable<T>,
): ContainerClient {
  return {
    containers: () => caller.json({ route: ROUTES.containers }),
    listVolumes: () => caller.json({ route: ROUTES.listVolumes }),
    top: (name, psArgs) => caller.json({ route: ROUTES.top, name, body: { psArgs } }),
    stats: (body, signal) => items({ route: ROUTES.stats, body, signal }),
  };
}
