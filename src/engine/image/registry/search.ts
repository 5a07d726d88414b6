import { DEFAULT_DOMAIN } from '../../../base/image-reference.js';
import type { RegistryLogin, SearchResult } from '../../../spec/registry.js';
import { isObject, isStringArray, parseJsonObject } from '../json-shape.js';
import { answerError } from './answer-error.js';
import { AuthorizedClient } from './authorization.js';
import { readCapped } from './body.js';
import { registryEndpoint } from './endpoint.js';
import type { HttpClient, HttpResponse } from './http.js';
import { nextPage } from './pages.js';

export interface SearchQuery {
  /** Name of the registry in references. */
  readonly registry: string;
  readonly term: string;
  /** Most results wanted. */
  readonly limit: number;
  readonly login?: RegistryLogin;
}

const HUB_SEARCH = new URL('https://index.docker.io/');
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** Pages of a catalogue that are read; a registry of more names is not for listing. */
const MAX_PAGES = 20;
const PAGE = 1000;

/**
 * Asks for images by a word: Docker's search where the registry offers it, else the names of its catalogue.
 * @throws REGISTRY, or Retryable
 */
export async function searchRegistry(
  http: HttpClient,
  query: SearchQuery,
  signal: AbortSignal,
): Promise<readonly SearchResult[]> {
  const isHub = query.registry === DEFAULT_DOMAIN;
  const base = isHub ? HUB_SEARCH : (await registryEndpoint(http, query.registry, signal)).url;
  const url = new URL('v1/search', base);
  url.searchParams.set('q', query.term);
  url.searchParams.set('n', String(query.limit));
  const response = await http.send({ url, headers: { accept: 'application/json' }, signal });
  if (response.status === 200) return searchResults(await readJson(response)).slice(0, query.limit);
  // Docker Hub has no catalogue.
  if (isHub) throw await answerError(response, query.registry);
  await response.body.dump();
  return searchCatalog(http, base, query, signal);
}

async function searchCatalog(
  http: HttpClient,
  base: URL,
  { registry, term, limit, login }: SearchQuery,
  signal: AbortSignal,
): Promise<readonly SearchResult[]> {
  const client = new AuthorizedClient(http, base, ['registry:catalog:*'], login);
  const found: SearchResult[] = [];
  let url: URL | undefined = new URL(`v2/_catalog?n=${PAGE}`, base);
  for (let page = 0; url !== undefined && page < MAX_PAGES && found.length < limit; page += 1) {
    const response: HttpResponse = await client.send({
      url,
      headers: { accept: 'application/json' },
      signal,
    });
    if (response.status !== 200) throw await answerError(response, `the catalogue of ${registry}`);
    const { repositories } = await readJson(response);
    for (const name of isStringArray(repositories) ? repositories : []) {
      if (name.includes(term)) {
        found.push({ name: `${registry}/${name}`, description: '', stars: 0, official: false });
      }
    }
    url = nextPage(response);
  }
  return found.slice(0, limit);
}

function searchResults({ results }: Readonly<Record<string, unknown>>): SearchResult[] {
  return (Array.isArray(results) ? results : []).filter(isObject).flatMap((item) => {
    const { name, description, star_count: stars, is_official: official } = item;
    if (typeof name !== 'string') return [];
    return [
      {
        name,
        description: typeof description === 'string' ? description : '',
        stars: typeof stars === 'number' ? stars : 0,
        official: official === true,
      },
    ];
  });
}

async function readJson(response: HttpResponse): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await readCapped(response, MAX_ANSWER_BYTES, response.url.host);
  return parseJsonObject(bytes, `answer of ${response.url.host}`);
}
