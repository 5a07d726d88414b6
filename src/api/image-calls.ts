import type { HttpCaller } from './http-call.js';
import type { ImageClient } from './messages.js';
import { ROUTES } from './routes.js';

/** The part of the client that is about images. */
export function imageCalls(caller: HttpCaller): ImageClient {
  return {
    load: (path, signal) => caller.json({ route: ROUTES.load, body: { path }, signal }),
    loadArchive: (upload, signal) => caller.json({ route: ROUTES.loadArchive, upload, signal }),
    images: () => caller.json({ route: ROUTES.images }),
    inspectImage: (image) => caller.json({ route: ROUTES.inspectImage, body: { image } }),
    tagImage: (body) => caller.json({ route: ROUTES.tagImage, body }),
    removeImage: (body) => caller.json({ route: ROUTES.removeImage, body }),
    pruneImages: (body) => caller.json({ route: ROUTES.pruneImages, body }),
    saveImages: (body, signal) => caller.bytes({ route: ROUTES.saveImages, body, signal }),
  };
}
