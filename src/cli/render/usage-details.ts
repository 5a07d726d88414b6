import type { ContainerUsage, DiskUsage, ImageUsage, VolumeUsage } from '../../spec/images.js';
import { type ListFormat, listRenderer } from '../format/list-format.js';
import { jsonRow, type ListShape } from '../format/list-shape.js';
import { commandColumn } from './command-text.js';
import { stateWord, statusText } from './container-status.js';
import { decimalSize } from './decimal-size.js';
import { goTime } from './go-time.js';
import { idText, since, storeList, storeRows } from './image/store-list.js';
import { goJson } from './json-lines.js';

/**
 * Makes ready what turns usage into the text of `system df -v`: three tables, or one object with the rows of all.
 * @throws USAGE for a template that is not one; the result throws it for one that asks for what is not there
 */
export async function detailsRenderer(
  format: ListFormat,
  now: Date,
): Promise<(usage: DiskUsage) => Promise<string>> {
  if (format.type === 'table') return (usage) => tables(usage, now);
  if (format.type === 'json') return async (usage) => `${goJson(rowsOf(usage, now), { escapes: false })}\n`;
  const { InspectTemplate } = await import('../format/inspect-template.js');
  const template = new InspectTemplate(format.text, 1);
  return async (usage) => template.render(rowsOf(usage, now));
}

async function tables({ images, containers, volumes }: DiskUsage, now: Date): Promise<string> {
  const table = async <Row>(shape: ListShape<Row>, rows: readonly Row[]) =>
    (await listRenderer({ type: 'table' }, shape))(rows);
  return [
    `Images space usage:\n\n${await table(imageList(now, false), images)}`,
    `Containers space usage:\n\n${await table(containerList(now, false), containers)}`,
    `Local Volumes space usage:\n\n${await table(VOLUME_LIST, volumes)}`,
  ].join('\n');
}

function rowsOf({ images, containers, volumes }: DiskUsage, now: Date): object {
  const rows = <Row>(shape: ListShape<Row>, list: readonly Row[]) => list.map((row) => jsonRow(shape, row));
  return {
    Images: rows(imageList(now, true), images),
    Containers: rows(containerList(now, true), containers),
    Volumes: rows(VOLUME_LIST, volumes),
    BuildCache: [],
  };
}

/** One row per image, under the first of its names. */
function imageList(now: Date, full: boolean): ListShape<ImageUsage> {
  const { fields } = storeList(now, { digests: false, full });
  const named = Object.entries(fields).map(([name, { head, value }]) => {
    const first = ({ image }: ImageUsage) => value(storeRows([image])[0] as never);
    return [name, { head, value: first }] as const;
  });
  return {
    typeName: 'image',
    fields: {
      ...Object.fromEntries(named),
      Containers: { head: 'CONTAINERS', value: ({ containers }) => String(containers) },
      SharedSize: { head: 'SHARED SIZE', value: ({ sharedSize }) => decimalSize(sharedSize, 4) },
      UniqueSize: { head: 'UNIQUE SIZE', value: ({ uniqueSize }) => decimalSize(uniqueSize, 4) },
    },
    table: ['Repository', 'Tag', 'ID', 'CreatedSince', 'Size', 'SharedSize', 'UniqueSize', 'Containers'],
  };
}

function containerList(now: Date, full: boolean): ListShape<ContainerUsage> {
  return {
    typeName: 'container',
    fields: {
      ID: { head: 'CONTAINER ID', value: ({ container }) => idText(container.id, full) },
      Image: { head: 'IMAGE', value: ({ container }) => container.spec.image },
      Command: { head: 'COMMAND', value: ({ container }) => commandColumn(container.args, { full }) },
      LocalVolumes: { head: 'LOCAL VOLUMES', value: ({ localVolumes }) => String(localVolumes) },
      Size: { head: 'SIZE', value: ({ size }) => decimalSize(size) },
      CreatedAt: { head: 'CREATED AT', value: ({ container }) => goTime(container.createdAt) },
      RunningFor: { head: 'CREATED', value: ({ container }) => since(container.createdAt, now) },
      State: { head: 'STATE', value: ({ container: { state } }) => stateWord({ state, restarting: false }) },
      Status: {
        head: 'STATUS',
        value: ({ container: { state } }) => statusText({ state, restarting: false, health: 'none' }, now),
      },
      Names: { head: 'NAMES', value: ({ container }) => container.spec.name },
    },
    table: ['ID', 'Image', 'Command', 'LocalVolumes', 'Size', 'RunningFor', 'Status', 'Names'],
  };
}

const VOLUME_LIST: ListShape<VolumeUsage> = {
  typeName: 'volume',
  fields: {
    Name: { head: 'VOLUME NAME', value: ({ name }) => name },
    Links: { head: 'LINKS', value: ({ containers }) => String(containers) },
    Size: { head: 'SIZE', value: ({ size }) => decimalSize(size) },
  },
  table: ['Name', 'Links', 'Size'],
};
