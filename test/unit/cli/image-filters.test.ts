import { expect, it } from 'vitest';
import { parseFilters } from '../../../src/cli/filters.js';
import { storeRows } from '../../../src/cli/render/image/store-list.js';
import { LIST_FILTERS, selectImages } from '../../../src/cli/verbs/image/image-filters.js';
import type { ImageInfo } from '../../../src/spec/objects.js';

const NOW = new Date('2026-11-21T12:00:00Z');

function image(digit: string, createdAt: string, references: string[], labels: Record<string, string> = {}) {
  return {
    id: `sha256:${digit.repeat(64)}`,
    references,
    digests: [],
    createdAt,
    config: { Labels: labels },
    architecture: 'amd64',
    os: 'linux',
    size: 1,
  } as unknown as ImageInfo;
}

const IMAGES = [
  image('a', '2026-11-01T00:00:00Z', ['docker.io/library/nginx:1.22', 'ghcr.io/me/app:v1'], {
    tier: 'front',
  }),
  image('b', '2026-11-10T00:00:00Z', ['docker.io/library/redis:7'], { tier: 'back', keep: '' }),
  image('c', '2026-11-21T11:00:00Z', []),
];

function selected(name: string | undefined, ...filters: string[]): readonly string[] {
  const rows = selectImages(storeRows(IMAGES), name, parseFilters(filters, LIST_FILTERS), NOW);
  return rows.map(({ repository, tag }) => `${repository}:${tag}`).sort();
}

// As `docker images` of 28 selects.
it.each<[string | undefined, readonly string[], readonly string[]]>([
  ['nginx', [], ['nginx:1.22']],
  ['nginx:1.22', [], ['nginx:1.22']],
  ['nginx:2', [], []],
  [undefined, ['dangling=true'], ['<none>:<none>']],
  [undefined, ['dangling=false'], ['ghcr.io/me/app:v1', 'nginx:1.22', 'redis:7']],
  [undefined, ['label=tier'], ['ghcr.io/me/app:v1', 'nginx:1.22', 'redis:7']],
  [undefined, ['label=tier=back'], ['redis:7']],
  [undefined, ['label=tier', 'label=keep'], ['redis:7']],
  [undefined, ['reference=*:7'], ['redis:7']],
  [undefined, ['reference=*/*/*'], ['ghcr.io/me/app:v1']],
  [undefined, ['reference=ngin?', 'reference=redis'], ['nginx:1.22', 'redis:7']],
  [undefined, ['before=redis:7'], ['ghcr.io/me/app:v1', 'nginx:1.22']],
  [undefined, ['since=nginx:1.22'], ['<none>:<none>', 'redis:7']],
  [undefined, ['until=24h'], ['ghcr.io/me/app:v1', 'nginx:1.22', 'redis:7']],
  [undefined, ['until=2026-11-05'], ['ghcr.io/me/app:v1', 'nginx:1.22']],
])('%s with %j: %j', (name, filters, expected) => {
  expect(selected(name, ...filters)).toEqual(expected);
});

it('refuses what no image or filter is called', () => {
  expect(() => selected(undefined, 'before=none')).toThrow('No such image: none');
  expect(() => selected(undefined, 'nosuch=1')).toThrow(/nosuch/);
  expect(() => selected(undefined, 'dangling=maybe')).toThrow(/maybe/);
});
