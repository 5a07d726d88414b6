import { type HttpResponse, resolveLocation } from './http.js';

/** Where a list goes on (RFC 8288, as the distribution specification uses it). @throws REGISTRY when that is no address */
export function nextPage(response: HttpResponse): URL | undefined {
  const target = /<([^>]*)>\s*;\s*rel="?next"?/.exec(response.header('link') ?? '')?.[1];
  return target === undefined ? undefined : resolveLocation(response.url, target);
}
