import type { SaveRequest } from '../spec/images.js';
import { type Handler, later } from './handler.js';
import type { ImageClient } from './messages.js';

/** The routes that are about images, served from an in-process implementation of the client's interface. */
export function imageHandlers(service: ImageClient): Record<keyof ImageClient, Handler> {
  return {
    load: async ({ body, signal }) => service.load((await body<{ path: string }>()).path, signal),
    loadArchive: ({ upload, signal }) => service.loadArchive(upload(), signal),
    images: () => service.images(),
    inspectImage: async ({ body }) => service.inspectImage((await body<{ image: string }>()).image),
    tagImage: async ({ body }) => service.tagImage(await body()),
    removeImage: async ({ body }) => service.removeImage(await body()),
    saveImages: ({ body, signal }) =>
      later(body<SaveRequest>, (request) => service.saveImages(request, signal)),
    pruneImages: async ({ body }) => service.pruneImages(await body()),
  };
}
