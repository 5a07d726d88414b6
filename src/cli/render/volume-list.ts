import type { ObservedVolume } from '../../spec/objects.js';
import type { ListShape } from '../format/list-shape.js';

/** What `volumes` can show; what `docker volume ls` leaves open is open here, too. */
export function volumeList(): ListShape<ObservedVolume> {
  const unknown = (head: string) => ({ head, value: () => 'N/A' });
  return {
    typeName: 'volume',
    fields: {
      Availability: unknown('AVAILABILITY'),
      Driver: { head: 'DRIVER', value: () => 'local' },
      Group: unknown('GROUP'),
      Label: {
        head: (key = '') => key.split('.').at(-1)?.toUpperCase() ?? '',
        value:
          ({ spec }) =>
          (key: string) =>
            spec.labels[key] ?? '',
      },
      Labels: { head: 'LABELS', value: ({ spec }) => labelText(spec.labels) },
      Links: unknown('LINKS'),
      Mountpoint: { head: 'MOUNTPOINT', value: ({ mountpoint }) => mountpoint },
      Name: { head: 'VOLUME NAME', value: ({ spec }) => spec.name },
      Scope: { head: 'SCOPE', value: () => 'local' },
      Size: unknown('SIZE'),
      Status: unknown('STATUS'),
    },
    table: ['Driver', 'Name'],
  };
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
