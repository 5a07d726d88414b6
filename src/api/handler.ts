/** What a handler gets: the name in the path where it has one, the body, and a signal aborted when the client goes. */
export interface Incoming {
  readonly name: string;
  readonly body: <T>() => Promise<T>;
  /** The archive of routes that take one. */
  readonly upload: () => AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

export type Handler = (request: Incoming) => Promise<unknown> | AsyncIterable<unknown>;

/** A stream whose beginning waits for the request's body. */
export async function* later<R, T>(body: () => Promise<R>, start: (request: R) => AsyncIterable<T>) {
  yield* start(await body());
}
