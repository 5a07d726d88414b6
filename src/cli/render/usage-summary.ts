import type { DiskUsage } from '../../spec/images.js';
import type { ListShape } from '../format/list-shape.js';
import { decimalSize } from './decimal-size.js';

/** One kind of thing that takes room. */
export interface UsageRow {
  readonly type: string;
  readonly total: number;
  readonly active: number;
  readonly size: number;
  readonly reclaimable: number;
}

/** What `system df` can show. */
export const USAGE_LIST: ListShape<UsageRow> = {
  typeName: 'disk usage',
  fields: {
    Active: { head: 'ACTIVE', value: ({ active }) => String(active) },
    Reclaimable: { head: 'RECLAIMABLE', value: reclaimable },
    Size: { head: 'SIZE', value: ({ size }) => decimalSize(size, 4) },
    TotalCount: { head: 'TOTAL', value: ({ total }) => String(total) },
    Type: { head: 'TYPE', value: ({ type }) => type },
  },
  table: ['Type', 'TotalCount', 'Active', 'Size', 'Reclaimable'],
};

export function usageRows({ images, imagesSize, containers, volumes }: DiskUsage): readonly UsageRow[] {
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
