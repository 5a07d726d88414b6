import { TscomposeError } from '../base/errors.js';
import { isSameRepository, parseReference } from '../base/image-reference.js';
import type { Engine } from '../spec/engine.js';
import type { PullRequest, WantedImage } from '../spec/operations.js';
import type { Reporter } from './reporter.js';
import { messageOf } from './settle.js';

/**
 * One image for each tag that the registries list for the repositories.
 * @throws IMAGE_NOT_FOUND, REGISTRY when one cannot be listed, unless failures are to be ignored
 */
export async function listedImages(
  engine: Engine,
  { images, ignoreFailures, logins = {} }: PullRequest,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<readonly WantedImage[]> {
  const found = await Promise.all(
    images.map(async (wanted) => {
      const { reference: repository } = wanted;
      try {
        const tags = await engine.registries.tags(repository, logins, signal);
        if (tags.length === 0) reporter.warn(`${repository} has no tags`);
        return tags.map((tag) => ({ ...wanted, reference: `${repository}:${tag}` }));
      } catch (error) {
        if (!ignoreFailures || signal.aborted) throw error;
        reporter.warn(messageOf(error));
        return [];
      }
    }),
  );
  return found.flat();
}

/** Every tag that repositories have in the store, sorted. @throws IMAGE_NOT_FOUND when one has none */
export async function storedReferences(
  engine: Engine,
  repositories: readonly string[],
): Promise<readonly string[]> {
  const known = (await engine.listImages()).flatMap(({ references }) => references.map(parseReference));
  return repositories.flatMap((repository) => {
    const named = parseReference(repository);
    const tags = known.flatMap((other) => (isSameRepository(other, named) ? (other.tag ?? []) : []));
    if (tags.length > 0) return tags.sort().map((tag) => `${repository}:${tag}`);
    throw new TscomposeError(
      'IMAGE_NOT_FOUND',
      `An image does not exist locally with the tag: ${repository}`,
      {
        action: 'push image',
        subject: repository,
        hint: `Give an image that name first: tscompose tag IMAGE ${repository}:TAG`,
      },
    );
  });
}
