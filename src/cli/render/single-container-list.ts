import type { ContainerSummary } from '../../spec/operations.js';
import type { ListShape } from '../format/list-shape.js';
import { commandColumn } from './command-text.js';
import { stateWord, statusText } from './container-status.js';
import { decimalSize } from './decimal-size.js';
import { goTime } from './go-time.js';
import { humanDuration } from './human-duration.js';
import { formatPorts } from './port-list.js';

const SHORT_ID = 12;

export interface SingleContainerListOptions {
  /** Nothing is cut. */
  readonly full: boolean;
  /** Bytes that containers have written, by id, where somebody asked for them. */
  readonly sizes: ReadonlyMap<string, number>;
}

/** What `container ls` can show. */
export function singleContainerList(
  now: Date,
  { full, sizes }: SingleContainerListOptions,
): ListShape<ContainerSummary> {
  const since = (time: string) => `${humanDuration(now.getTime() - Date.parse(time))} ago`;
  return {
    typeName: 'container',
    fields: {
      Command: { head: 'COMMAND', value: ({ args }) => commandColumn(args, { full }) },
      CreatedAt: { head: 'CREATED AT', value: ({ createdAt }) => goTime(createdAt) },
      ID: { head: 'CONTAINER ID', value: ({ id }) => (full ? id : id.slice(0, SHORT_ID)) },
      Image: { head: 'IMAGE', value: ({ image }) => image },
      Label: {
        head: (key = '') => key.split('.').at(-1)?.toUpperCase() ?? '',
        value:
          ({ labels }) =>
          (key: string) =>
            labels[key] ?? '',
      },
      Labels: {
        head: 'LABELS',
        value: ({ labels }) =>
          Object.entries(labels)
            .map(([key, value]) => `${key}=${value}`)
            .join(','),
      },
      LocalVolumes: {
        head: 'LOCAL VOLUMES',
        value: ({ mounts }) => String(mounts.filter((mount) => !mount.startsWith('/')).length),
      },
      Mounts: { head: 'MOUNTS', value: ({ mounts }) => mounts.join(',') },
      Names: { head: 'NAMES', value: ({ name }) => name },
      Networks: { head: 'NETWORKS', value: ({ networks }) => networks.join(',') },
      Ports: { head: 'PORTS', value: ({ ports, exposed }) => formatPorts(ports, exposed) },
      RunningFor: { head: 'CREATED', value: ({ createdAt }) => since(createdAt) },
      Size: { head: 'SIZE', value: ({ id }) => decimalSize(sizes.get(id) ?? 0) },
      State: { head: 'STATE', value: (container) => stateWord(container) },
      Status: { head: 'STATUS', value: (container) => statusText(container, now) },
    },
    table: ['ID', 'Image', 'Command', 'RunningFor', 'Status', 'Ports', 'Names'],
  };
}
