import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Blob, TestImage } from './test-image.js';

/** Answers a request itself; false: the registry answers as usual. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A registry in memory on a port of loopback, well-behaved unless told otherwise. */
export class SmallRegistry {
  /** Paths asked for, in order. */
  readonly requests: string[] = [];
  /** Ranges of blobs asked for, in order. */
  readonly ranges: string[] = [];
  knowsRanges = true;
  misbehave: Misbehaviour = () => false;
  readonly #manifests = new Map<string, Blob>();
  readonly #blobs = new Map<string, Blob>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<SmallRegistry> {
    const registry = new SmallRegistry();
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  add(name: string, tag: string, image: TestImage): void {
    this.addManifest(name, tag, image.manifest);
    for (const part of [image.config, ...image.layers]) this.#blobs.set(part.digest, part);
  }

  addManifest(name: string, tag: string, manifest: Blob): void {
    this.#manifests.set(`${name}/manifests/${tag}`, manifest);
    this.#manifests.set(`${name}/manifests/${manifest.digest}`, manifest);
  }

  /** How often a path with that ending was asked for. */
  count(ending: string): number {
    return this.requests.filter((path) => path.endsWith(ending)).length;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.requests.push(path);
    if (this.misbehave(request, response)) return;
    const found =
      this.#manifests.get(path.replace('/v2/', '')) ?? this.#blobs.get(path.split('/').at(-1) ?? '');
    if (found === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
      return;
    }
    const type = { 'content-type': found.mediaType };
    const [, from] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? [];
    if (from !== undefined) this.ranges.push(from);
    if (from === undefined || !this.knowsRanges) {
      response.writeHead(200, { ...type, 'content-length': found.size });
      response.end(found.content);
      return;
    }
    const rest = found.content.subarray(Number(from));
    response.writeHead(206, {
      ...type,
      'content-length': rest.length,
      'content-range': `bytes ${from}-${found.size - 1}/${found.size}`,
    });
    response.end(rest);
  }
}
