/** Bytes gathered into one chunk before the writer waits for the reader. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Items as NDJSON chunks. Items that are ready at the same time share a chunk; an item never waits for the next one.
 * Cancelling the stream (the client has gone) calls `onCancel`.
 */
export function ndjsonStream(
  items: AsyncIterable<unknown>,
  onCancel: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let resume: (() => void) | undefined;
  let cancelled = false;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let pending = '';
        let scheduled = false;
        const flush = () => {
          scheduled = false;
          if (pending === '' || cancelled) return;
          controller.enqueue(encoder.encode(pending));
          pending = '';
        };
        const pump = async () => {
          for await (const item of items) {
            if (cancelled) return;
            pending += `${JSON.stringify(item)}\n`;
            if (pending.length >= CHUNK_BYTES) {
              flush();
              while (!cancelled && (controller.desiredSize ?? 0) <= 0) {
                await new Promise<void>((wake) => {
                  resume = wake;
                });
              }
            } else if (!scheduled) {
              scheduled = true;
              setImmediate(flush);
            }
          }
          flush();
          if (!cancelled) controller.close();
        };
        void pump().catch((error: unknown) => {
          if (!cancelled) controller.error(error);
        });
      },
      pull() {
        resume?.();
      },
      cancel() {
        cancelled = true;
        resume?.();
        onCancel();
      },
    },
    { highWaterMark: 4 },
  );
}

/** The items of an NDJSON stream of text chunks; blank lines are skipped. */
export async function* parseNdjson(chunks: AsyncIterable<string>): AsyncGenerator<unknown> {
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + chunk;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (end > start) yield JSON.parse(text.slice(start, end));
      start = end + 1;
    }
    rest = text.slice(start);
  }
}
