import { TscomposeError } from '../base/errors.js';

/** What an aborted operation ends with; whoever aborts may say why with a {@link TscomposeError} as the reason. */
export function cancelled(signal: AbortSignal, action: string): TscomposeError {
  if (signal.reason instanceof TscomposeError) return signal.reason;
  return new TscomposeError('CANCELLED', `${action} was interrupted`);
}

/** Rejects as soon as the signal aborts; resolves with the promise otherwise. The promise goes on by itself. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal, action: string): Promise<T> {
  if (signal.aborted) throw cancelled(signal, action);
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(cancelled(signal, action));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
