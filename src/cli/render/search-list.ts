import { TscomposeError } from '../../base/errors.js';
import type { SearchResult } from '../../spec/registry.js';
import type { ListShape } from '../format/list-shape.js';
import { ellipsis } from './command-text.js';

const DESCRIPTION_WIDTH = 45;

/** What `search` can show. */
export function searchList({ full }: { readonly full: boolean }): ListShape<SearchResult> {
  return {
    typeName: 'search result',
    fields: {
      Description: { head: 'DESCRIPTION', value: ({ description }) => descriptionText(description, full) },
      IsOfficial: {
        head: 'OFFICIAL',
        value: ({ official }) => (official ? '[OK]' : ''),
        json: ({ official }) => String(official),
      },
      Name: { head: 'NAME', value: ({ name }) => name },
      StarCount: { head: 'STARS', value: ({ stars }) => String(stars) },
    },
    table: ['Name', 'Description', 'StarCount', 'IsOfficial'],
  };
}

function descriptionText(description: string, full: boolean): string {
  const line = description.replace(/[\r\n]/g, ' ');
  return full ? line : ellipsis(line, DESCRIPTION_WIDTH);
}

/** @param filters `stars=3`, `is-official=true`; all must fit @throws USAGE */
export function filterResults(
  results: readonly SearchResult[],
  filters: readonly string[],
): readonly SearchResult[] {
  const tests = filters.map(parseFilter);
  return results.filter((result) => tests.every((test) => test(result)));
}

function parseFilter(filter: string): (result: SearchResult) => boolean {
  const [, key, value = ''] = /^([^=]+)=(.*)$/.exec(filter) ?? [];
  if (key === 'stars' && /^\d+$/.test(value)) return ({ stars }) => stars >= Number(value);
  if (key === 'is-official' && /^(true|false)$/.test(value)) {
    return ({ official }) => String(official) === value;
  }
  throw new TscomposeError('USAGE', `invalid filter "${filter}"`, {
    hint: 'Use stars=NUMBER or is-official=true|false.',
  });
}
