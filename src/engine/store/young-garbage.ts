import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { readonly type: 'minor' }) => void;

/** Bytes of buffers that may pile up. */
const WORTH_COLLECTING = 8 * 1024 * 1024;

let collect: Collect | undefined;
let bytes = 0;

/**
 * To be told of buffers that were of use for a moment. The collector for young objects runs when objects fill their space, and
 * buffers of 64 kB lie outside of it: hundreds of megabytes would wait for the large collection, which then stops everything for
 * much longer than the small one does.
 */
export function noteGarbage(size: number): void {
  bytes += size;
  if (bytes < WORTH_COLLECTING) return;
  bytes = 0;
  collect ??= exposeCollector();
  collect({ type: 'minor' });
}

function exposeCollector(): Collect {
  // A context made after this has it; the ones that are there don't.
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as Collect;
}
