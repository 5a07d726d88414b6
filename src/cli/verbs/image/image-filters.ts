import { TscomposeError } from '../../../base/errors.js';
import { formatReference, parseReference } from '../../../base/image-reference.js';
import type { ImageInfo } from '../../../spec/objects.js';
import { type Filters, flagFilter, momentOf } from '../../filters.js';
import type { StoreRow } from '../../render/image/store-list.js';

export const LIST_FILTERS = ['before', 'dangling', 'label', 'reference', 'since', 'until'] as const;

/**
 * Rows that fit the argument and every filter.
 * @param name `repository` or `repository:tag`
 * @throws USAGE, IMAGE_NOT_FOUND for an image that `before` or `since` names in vain
 */
export function selectImages(
  rows: readonly StoreRow[],
  name: string | undefined,
  filters: Filters,
  now: Date,
): readonly StoreRow[] {
  const dangling = flagFilter(filters, 'dangling');
  const labels = filters.get('label') ?? [];
  const patterns = [...(name === undefined ? [] : [literal(name)]), ...(filters.get('reference') ?? [])];
  const madeAt = (named: string) => Date.parse(imageNamed(rows, named).createdAt);
  const before = [
    ...(filters.get('before') ?? []).map(madeAt),
    ...(filters.get('until') ?? []).map((value) => momentOf(value, now).getTime()),
  ];
  const since = (filters.get('since') ?? []).map(madeAt);
  return rows.filter((row) => {
    const time = Date.parse(row.image.createdAt);
    return (
      (dangling === undefined || dangling === (row.image.references.length === 0)) &&
      labels.every((label) => hasLabel(row.image, label)) &&
      (patterns.length === 0 || patterns.some((pattern) => matches(row, pattern))) &&
      before.every((limit) => time < limit) &&
      since.every((limit) => time > limit)
    );
  });
}

function hasLabel({ config }: ImageInfo, label: string): boolean {
  const [, key = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(label) ?? [];
  const own = config.Labels?.[key];
  return own !== undefined && (value === undefined || own === value);
}

/** `reference` patterns are those of Go's path.Match: `*` and `?` stop at slashes. */
function matches({ repository, tag }: StoreRow, pattern: string): boolean {
  const expression = globExpression(pattern);
  return expression.test(repository) || expression.test(`${repository}:${tag}`);
}

function globExpression(pattern: string): RegExp {
  const text = pattern.replace(/\\(.)|[*?]|[.+^${}()|/]/gs, (part, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return part === '*' ? '[^/]*' : part === '?' ? '[^/]' : `\\${part}`;
  });
  return new RegExp(`^${text}$`, 's');
}

function literal(name: string): string {
  return name.replace(/^docker\.io\/(library\/)?/, '');
}

function imageNamed(rows: readonly StoreRow[], name: string): ImageInfo {
  const bare = name.replace(/^sha256:/, '');
  const byId = rows.find(({ image }) => /^[0-9a-f]{4,}$/.test(bare) && image.id.startsWith(`sha256:${bare}`));
  const found = rows.find(({ image }) => image.references.includes(fullName(name))) ?? byId;
  if (found !== undefined) return found.image;
  throw new TscomposeError('IMAGE_NOT_FOUND', `No such image: ${name}`, { subject: name });
}

function fullName(name: string): string {
  if (/^(sha256:)?[0-9a-f]{64}$/.test(name)) return name;
  return formatReference(parseReference(name));
}
