import type { ServerResponse } from 'node:http';
import type { SmallRegistry } from './small-registry.js';
import type { Blob } from './test-image.js';

/** The first time a blob is asked for, a registry sends some bytes of it and waits to be told how to go on. */
export class Stall {
  /** Resolves when the bytes are sent. */
  readonly reached: Promise<void>;
  readonly bytes: number;
  readonly #blob: Blob;
  #response: ServerResponse | undefined;

  constructor(registry: SmallRegistry, blob: Blob, bytes: number) {
    this.#blob = blob;
    this.bytes = bytes;
    const before = registry.misbehave;
    this.reached = new Promise((resolve) => {
      registry.misbehave = (request, response) => {
        if (before(request, response)) return true;
        if (this.#response !== undefined || !request.url?.endsWith(blob.digest)) return false;
        this.#response = response;
        response.writeHead(200, { 'content-length': blob.size });
        response.write(blob.content.subarray(0, bytes), () => resolve());
        return true;
      };
    });
  }

  /** @param change what is sent instead of the rest */
  release(change: (rest: Buffer) => Buffer = (rest) => rest): void {
    this.#response?.end(change(this.#blob.content.subarray(this.bytes)));
  }

  breakOff(): void {
    this.#response?.destroy();
  }
}
