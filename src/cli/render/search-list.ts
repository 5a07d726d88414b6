import { TscomposeError } from '../../base/errors.js';
import type { SearchResult } from '../../spec/registry.js';
import { renderTable, WIDE_LAYOUT } from './table.js';

const DESCRIPTION_WIDTH = 45;

/** `search`: as Docker's, best first. */
export function searchTable(results: readonly SearchResult[], { full }: { readonly full: boolean }): string {
  const rows = results.map(({ name, description, stars, official }) => {
    const line = description.replace(/\s+/g, ' ').trim();
    const shown =
      full || line.length <= DESCRIPTION_WIDTH ? line : `${line.slice(0, DESCRIPTION_WIDTH - 1)}…`;
    return [name, shown, String(stars), official ? '[OK]' : ''];
  });
  return renderTable(['NAME', 'DESCRIPTION', 'STARS', 'OFFICIAL'], rows, WIDE_LAYOUT);
}

/** One object per line; keys as Docker's. */
export function searchJson(results: readonly SearchResult[]): string {
  return results
    .map(({ name, description, stars, official }) => {
      const row = {
        Description: description,
        IsOfficial: String(official),
        Name: name,
        StarCount: String(stars),
      };
      return `${JSON.stringify(row)}\n`;
    })
    .join('');
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
