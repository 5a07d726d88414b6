import type { DiskUsage } from '../../spec/images.js';
import { commandColumn } from './command-text.js';
import { decimalSize } from './decimal-size.js';
import { humanDuration } from './human-duration.js';
import { storeRows } from './image/store-list.js';
import { jsonLines } from './json-lines.js';
import { renderTable, type TableLayout } from './table.js';

/** One kind of thing that takes room. */
interface UsageRow {
  readonly type: string;
  readonly total: number;
  readonly active: number;
  readonly size: number;
  readonly reclaimable: number;
}

const HEAD = ['TYPE', 'TOTAL', 'ACTIVE', 'SIZE', 'RECLAIMABLE'];
const SHORT_ID = 12;

/** `system df`. */
export function usageTable(usage: DiskUsage): string {
  const rows = usageRows(usage).map((row) => [
    row.type,
    String(row.total),
    String(row.active),
    decimalSize(row.size, 4),
    reclaimable(row),
  ]);
  return renderTable(HEAD, rows);
}

/** `system df --format json`. */
export function usageJson(usage: DiskUsage): string {
  return jsonLines(
    usageRows(usage).map((row) => ({
      Active: String(row.active),
      Reclaimable: reclaimable(row),
      Size: decimalSize(row.size, 4),
      TotalCount: String(row.total),
      Type: row.type,
    })),
  );
}

/** `system df -v`. */
export function usageDetails(usage: DiskUsage, now: Date): string {
  return [
    `Images space usage:\n\n${imageTable(usage, now)}`,
    `Containers space usage:\n\n${containerTable(usage, now)}`,
    `Local Volumes space usage:\n\n${volumeTable(usage)}`,
  ].join('\n');
}

function usageRows({ images, imagesSize, containers, volumes }: DiskUsage): readonly UsageRow[] {
  const sum = (items: readonly { readonly size: number }[]) => items.reduce((all, { size }) => all + size, 0);
  const usedImages = images.filter((item) => item.containers > 0);
  const stopped = containers.filter(({ container }) => container.state.status !== 'running');
  const unused = volumes.filter((volume) => volume.containers === 0);
  const used = usedImages.reduce((all, { image }) => all + image.size, 0);
  return [
    {
      type: 'Images',
      total: images.length,
      active: usedImages.length,
      size: imagesSize,
      reclaimable: Math.max(0, imagesSize - used),
    },
    {
      type: 'Containers',
      total: containers.length,
      active: containers.length - stopped.length,
      size: sum(containers),
      reclaimable: sum(stopped),
    },
    {
      type: 'Local Volumes',
      total: volumes.length,
      active: volumes.length - unused.length,
      size: sum(volumes),
      reclaimable: sum(unused),
    },
  ];
}

/** Docker shows a share only where there is something. */
function reclaimable({ size, reclaimable: bytes }: UsageRow): string {
  const text = decimalSize(bytes, 4);
  return size === 0 ? text : `${text} (${Math.floor((bytes * 100) / size)}%)`;
}

const LAYOUT: TableLayout = { minWidth: 10, padding: 3 };

function imageTable({ images }: DiskUsage, now: Date): string {
  const byId = new Map(images.map((item) => [item.image.id, item]));
  const head = [
    'REPOSITORY',
    'TAG',
    'IMAGE ID',
    'CREATED',
    'SIZE',
    'SHARED SIZE',
    'UNIQUE SIZE',
    'CONTAINERS',
  ];
  const rows = storeRows(images.map(({ image }) => image)).map(({ image, repository, tag }) => [
    repository,
    tag,
    image.id.replace(/^sha256:/, '').slice(0, SHORT_ID),
    ago(image.createdAt, now),
    decimalSize(image.size),
    decimalSize(byId.get(image.id)?.sharedSize ?? 0, 4),
    decimalSize(byId.get(image.id)?.uniqueSize ?? 0, 4),
    String(byId.get(image.id)?.containers ?? 0),
  ]);
  return renderTable(head, rows, LAYOUT);
}

function containerTable({ containers }: DiskUsage, now: Date): string {
  const head = ['CONTAINER ID', 'IMAGE', 'COMMAND', 'LOCAL VOLUMES', 'SIZE', 'CREATED', 'STATUS', 'NAMES'];
  const rows = containers.map(({ container, localVolumes, size }) => [
    container.id.slice(0, SHORT_ID),
    container.spec.image,
    commandColumn(container.args),
    String(localVolumes),
    decimalSize(size),
    ago(container.createdAt, now),
    container.state.status,
    container.spec.name,
  ]);
  return renderTable(head, rows, LAYOUT);
}

function volumeTable({ volumes }: DiskUsage): string {
  const rows = volumes.map(({ name, containers, size }) => [name, String(containers), decimalSize(size)]);
  return renderTable(['VOLUME NAME', 'LINKS', 'SIZE'], rows, LAYOUT);
}

function ago(time: string, now: Date): string {
  return `${humanDuration(now.getTime() - Date.parse(time))} ago`;
}
