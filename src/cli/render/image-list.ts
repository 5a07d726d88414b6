import type { ImageInfo } from '../../spec/objects.js';
import type { ListShape } from '../format/list-shape.js';
import { decimalSize } from './decimal-size.js';
import { goTime } from './go-time.js';
import { humanDuration } from './human-duration.js';
import { WIDE_LAYOUT } from './table.js';

/** An image, with the container that was made of it. */
export interface ImageRow {
  readonly container: string;
  readonly reference: string;
  readonly image: ImageInfo;
}

/** What `images` can show of a stack. */
export function stackImageList(now: Date): ListShape<ImageRow> {
  return {
    typeName: 'image',
    fields: {
      ContainerName: { head: 'CONTAINER', value: ({ container }) => container },
      CreatedAt: { head: 'CREATED AT', value: ({ image }) => goTime(image.createdAt) },
      CreatedSince: {
        head: 'CREATED',
        value: ({ image }) => `${humanDuration(now.getTime() - Date.parse(lastTagTime(image)))} ago`,
      },
      ID: { head: 'IMAGE ID', value: ({ image }) => bareDigest(image.id).slice(0, 12) },
      Platform: { head: 'PLATFORM', value: ({ image }) => platform(image) },
      Repository: { head: 'REPOSITORY', value: ({ reference }) => splitReference(reference).repository },
      Size: { head: 'SIZE', value: ({ image }) => decimalSize(image.size) },
      Tag: { head: 'TAG', value: ({ reference }) => splitReference(reference).tag },
    },
    table: ['ContainerName', 'Repository', 'Tag', 'Platform', 'ID', 'Size', 'CreatedSince'],
    layout: WIDE_LAYOUT,
  };
}

/** `images --format json`: one array, as Docker Compose prints it. */
export function imageJson(rows: readonly ImageRow[]): string {
  const list = rows.map(({ container, reference, image }) => {
    const { repository, tag } = splitReference(reference);
    return {
      ID: image.id,
      ContainerName: container,
      Repository: repository,
      Tag: tag,
      Platform: platform(image),
      Size: image.size,
      LastTagTime: lastTagTime(image),
    };
  });
  return `${JSON.stringify(list)}\n`;
}

/** One full id per line, each once. */
export function imageIds(rows: readonly ImageRow[]): string {
  return [...new Set(rows.map((row) => bareDigest(row.image.id)))].map((id) => `${id}\n`).join('');
}

/** Docker's own hub and its `library/` are left out, as a person writes names. */
export function splitReference(reference: string): { readonly repository: string; readonly tag: string } {
  const short = reference.replace(/^docker\.io\/(library\/)?/, '');
  const at = short.indexOf('@');
  const name = at === -1 ? short : short.slice(0, at);
  const colon = name.lastIndexOf(':');
  if (colon > name.lastIndexOf('/')) return { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
  return { repository: name === '' ? '<none>' : name, tag: at === -1 && name !== '' ? 'latest' : '<none>' };
}

/** What Docker Compose shows as the time of an image: when it was tagged or loaded here, else when it was made. */
function lastTagTime({ lastTaggedAt, createdAt }: ImageInfo): string {
  return lastTaggedAt ?? createdAt;
}

function platform(image: ImageInfo): string {
  return `linux/${image.architecture}`;
}

function bareDigest(id: string): string {
  return id.replace(/^sha256:/, '');
}
