/** A promise with the functions that settle it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

/** Stands in for Promise.withResolvers, which Node 20 doesn't have. */
export function deferred<T>(): Deferred<T> {
  const settlers: Partial<Pick<Deferred<T>, 'resolve' | 'reject'>> = {};
  const promise = new Promise<T>((resolve, reject) => {
    Object.assign(settlers, { resolve, reject });
  });
  return { promise, ...settlers } as Deferred<T>;
}
