import type { SaveRequest } from '../spec/images.js';
import { type Handler, later } from './handler.js';
import type { ImageClient } from './messages.js';

/** The routes that are about images, served from an in-process implementation of the client's interface. */
export function imageHandlers(service: ImageClient): Record<keyof ImageClient, Handler> {
  return {
    load: ({ body, signal }) => later(body<{ path: string }>, ({ path }) => service.load(path, signal)),
    loadArchive: ({ upload, signal }) => service.loadArchive(upload(), signal),
    images: () => service.images(),
    inspectImage: async ({ body }) => service.inspectImage((await body<{ image: string }>()).image),
    tagImage: async ({ body }) => service.tagImage(await body()),
    removeImage: async ({ body }) => service.removeImage(await body()),
    importImage: async ({ body, upload, signal }) => service.importImage(await body(), upload(), signal),
    verifyImages: ({ signal }) => service.verifyImages(signal),
    diskUsage: () => service.diskUsage(),
    exportContainer: ({ name, signal }) => service.exportContainer(name, signal),
    commitContainer: async ({ name, body, signal }) => service.commitContainer(name, await body(), signal),
    containerChanges: ({ name }) => service.containerChanges(name),
    saveImages: ({ body, signal }) =>
      later(body<SaveRequest>, (request) => service.saveImages(request, signal)),
    pruneImages: async ({ body }) => service.pruneImages(await body()),
  };
}
