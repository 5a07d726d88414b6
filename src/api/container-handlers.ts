import type { StatsRequest } from '../spec/container-views.js';
import type { CopyOutRequest } from '../spec/copying.js';
import { type Handler, later } from './handler.js';
import type { ContainerClient } from './messages.js';

/** The routes that are about containers of any stack, served from an in-process implementation of the client's interface. */
export function containerHandlers(service: ContainerClient): Record<keyof ContainerClient, Handler> {
  return {
    containers: () => service.containers(),
    listVolumes: () => service.listVolumes(),
    top: async ({ name, body }) => service.top(name, (await body<{ psArgs: readonly string[] }>()).psArgs),
    copyFiles: async ({ name, body, signal }) => service.copyFiles(name, await body(), signal),
    copyOut: ({ name, body, signal }) =>
      later(body<CopyOutRequest>, (request) => service.copyOut(name, request, signal)),
    copyIn: async ({ name, body, upload, signal }) => service.copyIn(name, await body(), upload(), signal),
    stats: ({ body, signal }) => later(body<StatsRequest>, (request) => service.stats(request, signal)),
  };
}
