import type { Engine } from '../spec/engine.js';
import type { LoadEvent } from '../spec/operations.js';
import { operationStream } from './operation-stream.js';
import { Reporter } from './reporter.js';

/** @param source path of an archive or layout, or an archive's bytes */
export function loadImages(
  engine: Engine,
  source: string | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncIterable<LoadEvent> {
  return operationStream<LoadEvent>(async (emit, whileAllowed) => {
    const images = await engine.loadImages(source, new Reporter(emit).loading(), whileAllowed);
    for (const image of images) emit({ type: 'loaded', image });
    return images.length > 0;
  }, signal);
}
