import { TscomposeError } from '../../../base/errors.js';
import { isTag } from '../../../base/image-reference.js';
import { isStringArray, parseJsonObject } from '../json-shape.js';
import { answerError } from './answer-error.js';
import { readCapped } from './body.js';
import type { HttpResponse } from './http.js';
import { nextPage } from './pages.js';
import { registryError } from './registry-error.js';

/** What one page may be asked for; registries send fewer if they like. */
export const TAGS_PER_PAGE = 1000;
// A registry that does not end its list, or sends all of it at once, must not fill the memory.
const MAX_PAGES = 1000;
const MAX_TAGS = 100_000;
const MAX_PAGE_BYTES = 16 * 1024 * 1024;

export interface TagList {
  /** `HOST/PATH`, for messages. */
  readonly name: string;
  /** Address of the first page. */
  readonly first: URL;
  readonly get: (url: URL) => Promise<HttpResponse>;
}

/**
 * Reads the tags of a repository, page by page, in the registry's order (distribution-spec, "Listing Tags").
 * @throws IMAGE_NOT_FOUND, REGISTRY for a list without an end or what are no tags, or Retryable
 */
export async function readTags({ name, first, get }: TagList): Promise<readonly string[]> {
  const found = new Set<string>();
  let url: URL | undefined = first;
  for (let page = 0; url !== undefined; page += 1) {
    if (page === MAX_PAGES) throw registryError(first.host, `its list of the tags of ${name} has no end`);
    const response: HttpResponse = await get(url);
    if (response.status === 404) {
      await response.body.dump();
      throw noSuchRepository(first.host, name);
    }
    if (response.status !== 200) throw await answerError(response, `the tags of ${name}`);
    for (const tag of await tagsOn(response, name)) found.add(tag);
    if (found.size > MAX_TAGS) throw registryError(first.host, `${name} has more than ${MAX_TAGS} tags`);
    url = nextPage(response);
  }
  return [...found];
}

async function tagsOn(response: HttpResponse, name: string): Promise<readonly string[]> {
  const { host } = response.url;
  const bytes = await readCapped(response, MAX_PAGE_BYTES, host);
  // A repository whose tags were all deleted has null.
  const tags = parseJsonObject(bytes, `list of tags of ${name}`).tags ?? [];
  if (!isStringArray(tags)) throw registryError(host, `it sends no list of the tags of ${name}`);
  const wrong = tags.find((tag) => !isTag(tag));
  if (wrong === undefined) return tags;
  throw registryError(host, `it lists ${JSON.stringify(wrong.slice(0, 128))} among the tags of ${name}`);
}

function noSuchRepository(host: string, name: string): TscomposeError {
  return new TscomposeError('IMAGE_NOT_FOUND', `the registry ${host} has no repository ${name}`, {
    action: 'list tags',
    subject: name,
    hint: 'Check the name.',
  });
}
