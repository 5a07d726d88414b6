import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { SerializedError } from '../base/errors.js';
import { TscomposeError } from '../base/errors.js';
import { API_VERSION } from './messages.js';
import { engineOfOtherVersion } from './other-version.js';
import { ERROR_TRAILER, REQUEST_PARAMETER, type Route, routePath, VERSION_HEADER } from './routes.js';

/** How long a connection waits for its first call. */
const UNUSED_MS = 100;

/** How a connection ends whose other side has gone. */
const BROKEN: readonly (string | undefined)[] = ['ECONNRESET', 'EPIPE'];

export interface Call {
  readonly route: Route;
  /** Stack name, for routes that have one. */
  readonly name?: string;
  readonly body?: unknown;
  /** For routes that take an archive; `body` goes into the query then. */
  readonly upload?: AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
}

/** Sends one call over the engine's socket and resolves with the answer's head once its status is good. */
export class HttpCaller {
  readonly #socket: string;
  readonly #revive: (() => Promise<void>) | undefined;
  /** A connection that no call has used yet. */
  #fresh: Socket | undefined;

  /**
   * @param revive has another engine answer, where the one that was reached ends before it hears the first call: the kernel lets
   *   clients connect to a process that is being killed
   */
  constructor(socket: string, revive?: () => Promise<void>) {
    this.#socket = socket;
    this.#revive = revive;
  }

  /**
   * Resolves when an engine listens; the first call goes over the connection that found it out.
   * @throws ENGINE_UNREACHABLE, with the errno of connect(2)
   */
  async reach(): Promise<void> {
    const connection = connect(this.#socket);
    await new Promise<void>((resolve, reject) => {
      connection.once('connect', resolve);
      connection.on('error', (error) => reject(connectionError(error, this.#socket)));
    });
    // A silent connection holds up the end of the engine: it is for a call that follows at once.
    connection.unref();
    this.#fresh = connection;
    setTimeout(() => {
      if (this.#fresh !== connection) return;
      this.#fresh = undefined;
      connection.destroy();
    }, UNUSED_MS).unref();
  }

  /** @throws what the engine answered; ENGINE_UNREACHABLE; ENGINE_VERSION; CANCELLED */
  async open(call: Call): Promise<IncomingMessage> {
    const response = await this.#sendSurely(call);
    const spoken = response.headers[VERSION_HEADER];
    if (spoken !== String(API_VERSION) && call.route.everyVersion !== true) {
      response.destroy();
      throw engineOfOtherVersion();
    }
    if (response.statusCode === 200) return response;
    throw TscomposeError.fromJSON(JSON.parse(await readText(response)) as SerializedError);
  }

  /** The answer of a `json` route. */
  async json<T>(call: Call): Promise<T> {
    return JSON.parse(await readText(await this.open(call))) as T;
  }

  /** An archive that the engine sends. @throws what kept the engine from sending it to its end */
  async *bytes(call: Call): AsyncGenerator<Uint8Array> {
    const response = await this.open(call);
    try {
      for await (const chunk of response) yield chunk as Uint8Array;
    } catch (error) {
      throw connectionError(error as Error, this.#socket);
    } finally {
      response.destroy();
    }
    const failure = response.trailers[ERROR_TRAILER];
    if (failure !== undefined) {
      throw TscomposeError.fromJSON(JSON.parse(decodeURIComponent(failure)) as SerializedError);
    }
  }

  #connection(): Socket {
    const fresh = this.#fresh;
    this.#fresh = undefined;
    return fresh?.readyState === 'open' ? fresh.ref() : connect(this.#socket);
  }

  /** Streams begin with their head, so without one nothing has begun; other calls may have done their work. */
  async #sendSurely(call: Call): Promise<IncomingMessage> {
    const isFirst = this.#fresh?.readyState === 'open';
    try {
      return await this.#send(call);
    } catch (error) {
      const repeatable =
        call.upload === undefined &&
        (call.route.answer === 'stream' || call.route.answer === 'frames' || call.route.method === 'GET');
      const gone = error instanceof TscomposeError && BROKEN.includes(error.details.errno);
      if (this.#revive === undefined || !isFirst || !repeatable || !gone) throw error;
      await this.#revive();
      return this.#send(call);
    }
  }

  #send(call: Call): Promise<IncomingMessage> {
    const text = call.body === undefined ? undefined : JSON.stringify(call.body);
    const [body, query] = call.upload === undefined ? [text, ''] : [undefined, queryOf(text)];
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        // A connection each: an agent's look at host names costs 7 ms the first time, and what it keeps alive holds up the
        // end of the engine.
        createConnection: () => this.#connection(),
        method: call.route.method,
        path: routePath(call.route, call.name) + query,
        headers: {
          [VERSION_HEADER]: String(API_VERSION),
          ...(body === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        },
        ...(call.signal === undefined ? {} : { signal: call.signal }),
      });
      request.on('response', resolve);
      request.on('error', (error) => reject(connectionError(error, this.#socket)));
      if (call.upload === undefined) request.end(body);
      else upload(call.upload, request).catch(reject);
    });
  }
}

/** Sends an archive; an answer before its end means that the engine wants no more of it. */
async function upload(archive: AsyncIterable<Uint8Array>, request: ClientRequest): Promise<void> {
  let answered = false;
  let wake: () => void = () => {};
  for (const event of ['response', 'drain', 'close'] as const) {
    request.on(event, () => {
      answered ||= event !== 'drain';
      wake();
    });
  }
  try {
    for await (const chunk of archive) {
      if (answered) break;
      if (request.write(chunk)) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    request.end();
  } catch (error) {
    // What was sent so far must not pass for the whole.
    request.destroy();
    throw error;
  }
}

function queryOf(request: string | undefined): string {
  return request === undefined ? '' : `?${REQUEST_PARAMETER}=${encodeURIComponent(request)}`;
}

/** What a broken connection means to the caller. */
export function connectionError(error: Error, socket: string): TscomposeError {
  if (error.name === 'AbortError') return new TscomposeError('CANCELLED', 'interrupted', { cause: error });
  const errno = (error as NodeJS.ErrnoException).code;
  return new TscomposeError(
    'ENGINE_UNREACHABLE',
    `the engine at ${socket} cannot be reached: ${error.message}`,
    {
      action: 'talk to the engine',
      subject: socket,
      cause: error,
      ...(errno === undefined ? {} : { errno }),
    },
  );
}

async function readText(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk as string;
  return text;
}
