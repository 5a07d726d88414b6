import { formatReference, parseReference } from '../../../base/image-reference.js';
import type { ImageInfo } from '../../../spec/objects.js';
import type { ListShape } from '../../format/list-shape.js';
import { decimalSize } from '../decimal-size.js';
import { goTime } from '../go-time.js';
import { humanDuration } from '../human-duration.js';
import { splitReference } from '../image-list.js';

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

/** What `image ls` can show. Who uses an image, and what it shares, is asked for by `system df` alone. */
export function storeList(now: Date, { digests, full }: StoreListOptions): ListShape<StoreRow> {
  return {
    typeName: 'image',
    fields: {
      Containers: { head: 'CONTAINERS', value: () => 'N/A' },
      CreatedAt: { head: 'CREATED AT', value: ({ image }) => goTime(image.createdAt) },
      CreatedSince: { head: 'CREATED', value: ({ image }) => since(image.createdAt, now) },
      Digest: { head: 'DIGEST', value: ({ digest }) => digest },
      ID: { head: 'IMAGE ID', value: ({ image }) => idText(image.id, full) },
      Repository: { head: 'REPOSITORY', value: ({ repository }) => repository },
      SharedSize: { head: 'SHARED SIZE', value: () => 'N/A' },
      Size: { head: 'SIZE', value: ({ image }) => decimalSize(image.size) },
      Tag: { head: 'TAG', value: ({ tag }) => tag },
      UniqueSize: { head: 'UNIQUE SIZE', value: () => 'N/A' },
      VirtualSize: { head: 'SIZE', value: ({ image }) => decimalSize(image.size, 4) },
    },
    table: ['Repository', 'Tag', ...(digests ? ['Digest'] : []), 'ID', 'CreatedSince', 'Size'],
  };
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
