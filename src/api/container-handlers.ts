import type { StatsRequest } from '../spec/container-views.js';
import { type Handler, later } from './handler.js';
import type { ContainerClient } from './messages.js';

/** The routes that are about containers of any stack, served from an in-process implementation of the client's interface. */
export function containerHandlers(service: ContainerClient): Record<keyof ContainerClient, Handler> {
  return {
    containers: () => service.containers(),
    listVolumes: () => service.listVolumes(),
    top: async ({ name, body }) => service.top(name, (await body<{ psArgs: readonly string[] }>()).psArgs),
    stats: ({ body, signal }) => later(body<StatsRequest>, (request) => service.stats(request, signal)),
  };
}
