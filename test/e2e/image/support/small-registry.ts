import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Blob, blob, type TestImage } from './test-image.js';

/** Answers a request itself; false: the registry answers as usual. */
export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A registry in memory on a port of loopback, well-behaved unless told otherwise. */
export class SmallRegistry {
  /** Paths asked for, in order. */
  readonly requests: string[] = [];
  /** Ranges of blobs asked for, in order. */
  readonly ranges: string[] = [];
  knowsRanges = true;
  /** Tags on a page of its lists, however many are asked for. */
  tagsPerPage = 1000;
  misbehave: Misbehaviour = () => false;
  readonly #manifests = new Map<string, Blob>();
  readonly #blobs = new Map<string, Blob>();
  /** Repository → digests of the blobs that it has. */
  readonly #repositories = new Map<string, Set<string>>();
  /** Digests of blobs that came whole, in order. */
  readonly uploads: string[] = [];
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
    for (const part of [image.config, ...image.layers]) {
      this.#blobs.set(part.digest, part);
      this.#blobsOf(name).add(part.digest);
    }
  }

  addManifest(name: string, tag: string, manifest: Blob): void {
    this.#manifests.set(`${name}/manifests/${tag}`, manifest);
    this.#manifests.set(`${name}/manifests/${manifest.digest}`, manifest);
  }

  /** How often a path with that ending was asked for. */
  count(ending: string): number {
    return this.requests.filter((path) => path.endsWith(ending)).length;
  }

  manifest(name: string, tag: string): Blob | undefined {
    return this.#manifests.get(`${name}/manifests/${tag}`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Uploads: begun by POST, ended by one PUT; a mount is granted for what another repository has. */
  async #write(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const content = Buffer.concat(chunks);
    const [, name = '', rest = ''] =
      /^\/v2\/(.*)\/(blobs\/uploads.*|manifests\/.*)$/.exec(url.pathname) ?? [];
    if (rest.startsWith('manifests/')) {
      const manifest = blob(request.headers['content-type'] ?? '', content);
      this.addManifest(name, rest.slice('manifests/'.length), manifest);
      response.writeHead(201, { 'docker-content-digest': manifest.digest }).end();
    } else if (request.method === 'POST') {
      const mounted = url.searchParams.get('mount');
      if (mounted !== null && this.#blobs.has(mounted)) {
        this.#blobsOf(name).add(mounted);
        response.writeHead(201).end();
      } else response.writeHead(202, { location: `/v2/${name}/blobs/uploads/session?state=1` }).end();
    } else {
      const uploaded = blob('', content);
      if (url.searchParams.get('digest') !== uploaded.digest || url.searchParams.get('state') !== '1') {
        response.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID","message":"another digest"}]}');
        return;
      }
      this.uploads.push(uploaded.digest);
      this.#blobs.set(uploaded.digest, uploaded);
      this.#blobsOf(name).add(uploaded.digest);
      response.writeHead(201).end();
    }
  }

  #blobsOf(name: string): Set<string> {
    const blobs = this.#repositories.get(name) ?? new Set();
    this.#repositories.set(name, blobs);
    return blobs;
  }

  #answerTags(response: ServerResponse, name: string, last: string): void {
    const found = [...this.#manifests.keys()].filter(
      (key) => repositoryOf(key) === name && !key.includes('sha256:'),
    );
    const tags = found.map((key) => key.slice(`${name}/manifests/`.length)).sort();
    if (tags.length === 0) {
      response.writeHead(404).end('{"errors":[{"code":"NAME_UNKNOWN"}]}');
      return;
    }
    const rest = tags.filter((tag) => tag > last);
    const page = rest.slice(0, this.tagsPerPage);
    const next = `</v2/${name}/tags/list?last=${page.at(-1)}>; rel="next"`;
    if (rest.length > page.length) response.setHeader('link', next);
    response.end(JSON.stringify({ name, tags: page }));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.requests.push(path);
    if (this.misbehave(request, response)) return;
    const url = new URL(path, 'http://registry');
    if (url.pathname === '/v2/') {
      response.end('{}');
      return;
    }
    if (url.pathname === '/v2/_catalog') {
      response.end(
        JSON.stringify({ repositories: [...new Set([...this.#manifests.keys()].map(repositoryOf))] }),
      );
      return;
    }
    const listed = /^\/v2\/(.*)\/tags\/list$/.exec(url.pathname)?.[1];
    if (listed !== undefined) {
      this.#answerTags(response, listed, url.searchParams.get('last') ?? '');
      return;
    }
    if (request.method === 'POST' || request.method === 'PUT') {
      void this.#write(request, response, url);
      return;
    }
    const found =
      this.#manifests.get(path.replace('/v2/', '')) ?? this.#blobs.get(path.split('/').at(-1) ?? '');
    const repository = /^\/v2\/(.*)\/blobs\//.exec(path)?.[1];
    const isElsewhere = request.method === 'HEAD' && repository !== undefined && found !== undefined;
    if (found === undefined || (isElsewhere && !this.#blobsOf(repository).has(found.digest))) {
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

function repositoryOf(key: string): string {
  return key.replace(/\/manifests\/.*$/, '');
}
