import { formatReference, parseReference } from '../../../base/image-reference.js';
import type { ImageInfo } from '../../../spec/objects.js';
import { decimalSize } from '../decimal-size.js';
import { goTime } from '../go-time.js';
import { humanDuration } from '../human-duration.js';
import { splitReference } from '../image-list.js';
import { jsonLines } from '../json-lines.js';
import { renderTable } from '../table.js';

/** An image under one of its names. */
export interface StoreRow {
  readonly image: ImageInfo;
  readonly repository: string;
  readonly tag: string;
  /** `<none>` where no registry named it. */
  readonly digest: string;
}

export interface StoreListOptions {
  readonly digests: boolean;
  /** Full ids. */
  readonly full: boolean;
}

const NONE = '<none>';
const SHORT_ID = 12;

/** One row per name of an image; one without a name has one row too. Latest first, as Docker sorts. */
export function storeRows(images: readonly ImageInfo[]): readonly StoreRow[] {
  return [...images]
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
    .flatMap((image) => {
      if (image.references.length === 0) return [{ image, repository: NONE, tag: NONE, digest: NONE }];
      return image.references.map((reference) => ({
        image,
        ...splitReference(reference),
        digest: digestOf(image, reference),
      }));
    });
}

/** `image ls`. */
export function storeTable(rows: readonly StoreRow[], now: Date, options: StoreListOptions): string {
  const head = ['REPOSITORY', 'TAG', ...(options.digests ? ['DIGEST'] : []), 'IMAGE ID', 'CREATED', 'SIZE'];
  const cells = rows.map(({ image, repository, tag, digest }) => [
    repository,
    tag,
    ...(options.digests ? [digest] : []),
    idText(image.id, options.full),
    since(image.createdAt, now),
    decimalSize(image.size),
  ]);
  return renderTable(head, cells);
}

/** `image ls --format json`. */
export function storeJson(rows: readonly StoreRow[], now: Date, { full }: StoreListOptions): string {
  return jsonLines(
    rows.map(({ image, repository, tag, digest }) => ({
      Containers: 'N/A',
      CreatedAt: goTime(image.createdAt),
      CreatedSince: since(image.createdAt, now),
      Digest: digest,
      ID: idText(image.id, full),
      Repository: repository,
      SharedSize: 'N/A',
      Size: decimalSize(image.size),
      Tag: tag,
      UniqueSize: 'N/A',
      VirtualSize: decimalSize(image.size, 4),
    })),
  );
}

export function idText(id: string, full: boolean): string {
  return full ? id : id.replace(/^sha256:/, '').slice(0, SHORT_ID);
}

export function since(time: string, now: Date): string {
  return `${humanDuration(now.getTime() - Date.parse(time))} ago`;
}

function digestOf(image: ImageInfo, reference: string): string {
  const { domain, path } = parseReference(reference);
  const repository = formatReference({ domain, path });
  const named = image.digests.find((name) => name.slice(0, name.indexOf('@')) === repository);
  return named === undefined ? NONE : named.slice(named.indexOf('@') + 1);
}
