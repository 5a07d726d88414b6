import { TscomposeError } from '../../base/errors.js';
import { closure } from '../../graph/graph.js';
import type { Service } from '../../model/service.js';
import type { ResolvedStack } from '../../stackfile/request.js';
import { type Cli, requireServices } from '../cli.js';
import { tagsWanted } from './transfer.js';

/** A service, or an image alone where no stack is. */
export interface ChosenImage {
  /** Absent: the service has none, because it is built. */
  readonly image?: string;
  readonly service?: Service;
  /** What messages call it. */
  readonly name: string;
}

export interface ImageChoice {
  readonly images: readonly ChosenImage[];
  readonly loaded?: ResolvedStack;
}

/**
 * What the words of `pull` and `push` mean: services of the stack file, or images where there is no stack file.
 * @param change done to the stack before its images are looked at
 * @throws USAGE for a service that is not there
 */
export async function chooseImages(
  cli: Cli,
  words: readonly string[],
  includeDependencies: boolean,
  change: (loaded: ResolvedStack) => Promise<ResolvedStack> = async (loaded) => loaded,
): Promise<ImageChoice> {
  const found = await stackIfAny(cli, words);
  if (found === undefined) return { images: words.map((image) => ({ image, name: image })) };
  const loaded = await change(found);
  const { services } = loaded.stack;
  requireServices(words, Object.keys(services));
  const graph = new Map(
    Object.entries(services).map(([name, { depends_on }]) => [name, Object.keys(depends_on ?? {})]),
  );
  const wanted =
    words.length === 0 ? new Set(graph.keys()) : includeDependencies ? closure(graph, words) : new Set(words);
  const images = Object.entries(services)
    .filter(([name]) => wanted.has(name))
    .map(([name, service]) => ({
      name,
      service,
      ...(service.image === undefined ? {} : { image: service.image }),
    }));
  return { loaded, images };
}

/**
 * What `--all-tags` adds to a request for what was chosen.
 * @throws USAGE for services, whose images are of one tag each
 */
export function allTagsOf(
  { loaded }: ImageChoice,
  words: readonly string[],
  allTags: true | undefined,
): { readonly allTags?: true } {
  if (!allTags || loaded === undefined) return tagsWanted(words, allTags);
  throw new TscomposeError('USAGE', '--all-tags is for images by name, and here is a stack file', {
    hint: 'Use "image pull -a" or "image push -a".',
  });
}

async function stackIfAny(cli: Cli, words: readonly string[]): Promise<ResolvedStack | undefined> {
  try {
    return await cli.resolveStack();
  } catch (error) {
    const noFile = error instanceof TscomposeError && error.code === 'STACK_FILE_NOT_FOUND';
    if (noFile && words.length > 0 && cli.globals.files.length === 0) return undefined;
    throw error;
  }
}
