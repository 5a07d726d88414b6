/** RFC 3339 as nanoseconds since the epoch: JavaScript's dates end at milliseconds, log entries don't. */
export function timestampNanoseconds(text: string): bigint {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const whole = Date.parse(text.replace(/\.\d+/, ''));
  return BigInt(Number.isNaN(whole) ? 0 : whole) * 1_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** Merges sources that are sorted by time into one that is; entries of the same time in order of the sources. */
export async function* mergeByTime<T extends { readonly time: string }>(
  sources: readonly AsyncIterable<T>[],
): AsyncGenerator<T> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    const heads = await Promise.all(iterators.map((iterator) => nextHead(iterator)));
    for (;;) {
      let first = -1;
      for (const [index, head] of heads.entries()) {
        const best = heads[first];
        if (head !== undefined && (best === undefined || head.at < best.at)) first = index;
      }
      const head = heads[first];
      const iterator = iterators[first];
      if (head === undefined || iterator === undefined) return;
      yield head.item;
      heads[first] = await nextHead(iterator);
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}

async function nextHead<T extends { readonly time: string }>(
  iterator: AsyncIterator<T>,
): Promise<{ readonly item: T; readonly at: bigint } | undefined> {
  const next = await iterator.next();
  return next.done === true ? undefined : { item: next.value, at: timestampNanoseconds(next.value.time) };
}
