import { TscomposeError } from '../base/errors.js';
import type { Engine } from '../spec/engine.js';
import type { PushRequest } from '../spec/operations.js';
import { storedReferences } from './every-tag.js';
import type { Reporter } from './reporter.js';
import { messageOf, settle } from './settle.js';

/**
 * Pushes all at the same time. Each is tried, whatever becomes of the others.
 * @throws the first failure, unless failures are to be ignored
 */
export async function pushImages(
  engine: Engine,
  { references: names, allTags, ignoreFailures, dryRun = false, logins = {} }: PushRequest,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<boolean> {
  const references = allTags ? await storedReferences(engine, names) : names;
  const results = await Promise.allSettled(
    references.map(async (reference) => {
      reporter.step('Image', reference, 'working', 'Pushing');
      try {
        if (dryRun) {
          await requireImage(engine, reference);
          reporter.step('Image', reference, 'done', 'Pushed');
          return true;
        }
        const onProgress = reporter.uploads(reference);
        const { digest, size } = await engine.registries.push(reference, logins, onProgress, signal);
        reporter.step('Image', reference, 'done', 'Pushed', { details: `digest: ${digest} size: ${size}` });
        return true;
      } catch (error) {
        const state = ignoreFailures ? 'warning' : 'error';
        reporter.step('Image', reference, state, 'Error', { details: messageOf(error) });
        throw error;
      }
    }),
  );
  signal.throwIfAborted();
  return settle(results, ignoreFailures, reporter);
}

async function requireImage(engine: Engine, reference: string): Promise<void> {
  if ((await engine.findImage(reference)) !== undefined) return;
  throw new TscomposeError('IMAGE_NOT_FOUND', `there is no image ${reference} to push`, {
    subject: reference,
  });
}
