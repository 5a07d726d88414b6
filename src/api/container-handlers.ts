import type { MakeContainerRequest, TerminalSize, WaitCondition } from '../spec/container-actions.js';
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
    actOnContainer: async ({ name, body, signal }) => service.actOnContainer(name, await body(), signal),
    makeContainer: ({ body, signal }) =>
      later(body<MakeContainerRequest>, (request) => service.makeContainer(request, signal)),
    startAttached: ({ name, body, signal }) =>
      later(body<TerminalSize>, (terminal) => service.startAttached(name, terminal, signal)),
    waitForContainer: async ({ name, body, signal }) =>
      service.waitForContainer(name, (await body<{ condition: WaitCondition }>()).condition, signal),
    containerExecTarget: ({ name }) => service.containerExecTarget(name),
    copyFiles: async ({ name, body, signal }) => service.copyFiles(name, await body(), signal),
    copyOut: ({ name, body, signal }) =>
      later(body<CopyOutRequest>, (request) => service.copyOut(name, request, signal)),
    copyIn: async ({ name, body, upload, signal }) => service.copyIn(name, await body(), upload(), signal),
    stats: ({ body, signal }) => later(body<StatsRequest>, (request) => service.stats(request, signal)),
  };
}
