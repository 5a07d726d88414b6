import type { LoadEvent } from '../spec/operations.js';
import type { Call, HttpCaller } from './http-call.js';
import type { ImageClient } from './messages.js';
import { ROUTES } from './routes.js';

/**
 * The part of the client that is about images.
 * @param operation the events of a stream, with its `result` or `error`
 * @param items of a stream up to its end
 */
export function imageCalls(
  caller: HttpCaller,
  operation: (call: Call) => AsyncIterable<LoadEvent>,
  items: <T extends { readonly type: string }>(call: Call) => AsyncIterable<T>,
): ImageClient {
  return {
    load: (path, signal) => operation({ route: ROUTES.load, body: { path }, signal }),
    loadArchive: (upload, signal) => operation({ route: ROUTES.loadArchive, upload, signal }),
    images: () => caller.json({ route: ROUTES.images }),
    inspectImage: (image) => caller.json({ route: ROUTES.inspectImage, body: { image } }),
    tagImage: (body) => caller.json({ route: ROUTES.tagImage, body }),
    removeImage: (body) => caller.json({ route: ROUTES.removeImage, body }),
    pruneImages: (body) => caller.json({ route: ROUTES.pruneImages, body }),
    importImage: (body, upload, signal) => caller.json({ route: ROUTES.importImage, body, upload, signal }),
    verifyImages: (signal) => items({ route: ROUTES.verifyImages, signal }),
    diskUsage: () => caller.json({ route: ROUTES.diskUsage }),
    exportContainer: (name, signal) => caller.bytes({ route: ROUTES.exportContainer, name, signal }),
    commitContainer: (name, body, signal) =>
      caller.json({ route: ROUTES.commitContainer, name, body, signal }),
    containerChanges: (name) => caller.json({ route: ROUTES.containerChanges, name }),
    saveImages: (body, signal) => caller.bytes({ route: ROUTES.saveImages, body, signal }),
  };
}
