import type { ImageInfo } from '../../spec/objects.js';
import { decimalSize } from './decimal-size.js';
import { humanDuration } from './human-duration.js';
import { renderTable, WIDE_LAYOUT } from './table.js';

/** An image, with the container that was made of it, or without when the whole store is listed. */
export interface ImageRow {
  readonly container: string;
  readonly reference: string;
  readonly image: ImageInfo;
}

const HEAD = ['CONTAINER', 'REPOSITORY', 'TAG', 'PLATFORM', 'IMAGE ID', 'SIZE', 'CREATED'];

export function imageTable(rows: readonly ImageRow[], now: Date): string {
  const cells = rows.map(({ container, reference, image }) => {
    const { repository, tag } = splitReference(reference);
    const created = `${humanDuration(now.getTime() - Date.parse(image.createdAt))} ago`;
    const id = bareDigest(image.id).slice(0, 12);
    return [container, repository, tag, platform(image), id, decimalSize(image.size), created];
  });
  const withContainers = rows.some((row) => row.container !== '');
  const from = withContainers || rows.length === 0 ? 0 : 1;
  return renderTable(
    HEAD.slice(from),
    cells.map((row) => row.slice(from)),
    WIDE_LAYOUT,
  );
}

/** `images --format json`: one array, as Docker Compose prints it. */
export function imageJson(rows: readonly ImageRow[]): string {
  const list = rows.map(({ container, reference, image }) => {
    const { repository, tag } = splitReference(reference);
    return {
      ID: image.id,
      ...(container === '' ? {} : { ContainerName: container }),
      Repository: repository,
      Tag: tag,
      Platform: platform(image),
      Size: image.size,
      CreatedAt: image.createdAt,
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

function platform(image: ImageInfo): string {
  return `linux/${image.architecture}`;
}

function bareDigest(id: string): string {
  return id.replace(/^sha256:/, '');
}
