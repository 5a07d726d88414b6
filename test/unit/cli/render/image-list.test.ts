import { expect, test } from 'vitest';
import { listRenderer, parseListFormat } from '../../../../src/cli/format/list-format.js';
import { imageJson, splitReference, stackImageList } from '../../../../src/cli/render/image-list.js';
import type { ImageInfo } from '../../../../src/spec/objects.js';

const NOW = new Date('2026-11-21T00:10:00Z');
const image: ImageInfo = {
  id: 'sha256:8c530b9ed6bdc7567bb59f8ff7e611f7ac205d0be3fae4e710454b5de8486115',
  references: ['docker.io/library/busybox:1.35'],
  digests: [],
  config: {},
  createdAt: '2024-01-01T00:00:00Z',
  size: 1_984_867,
  architecture: 'amd64',
};

test('images of a stack are listed with their containers', async () => {
  const row = { container: 'demo-web-1', reference: 'busybox:1.35', image };
  const render = async (format: string) =>
    (await listRenderer(parseListFormat(format), stackImageList(NOW)))([row]);
  expect(await render('table')).toBe(
    [
      'CONTAINER           REPOSITORY          TAG                 PLATFORM            IMAGE ID            SIZE                CREATED',
      'demo-web-1          busybox             1.35                linux/amd64         8c530b9ed6bd        1.98MB              2 years ago',
      '',
    ].join('\n'),
  );
  const tagged = { ...row, image: { ...image, lastTaggedAt: '2026-11-20T23:10:00Z' } };
  const list = (await listRenderer(parseListFormat('{{.CreatedSince}}'), stackImageList(NOW)))([tagged]);
  expect(list).toBe('About an hour ago\n');
  expect(await render('{{.ContainerName}} {{.Repository}}:{{.Tag}}')).toBe('demo-web-1 busybox:1.35\n');
  expect(JSON.parse(imageJson([row]))).toEqual([
    {
      ID: image.id,
      ContainerName: 'demo-web-1',
      Repository: 'busybox',
      Tag: '1.35',
      Platform: 'linux/amd64',
      Size: 1_984_867,
      LastTagTime: '2024-01-01T00:00:00Z',
    },
  ]);
});

test.each([
  ['localhost:5000/library/nginx:1.22', 'localhost:5000/library/nginx', '1.22'],
  ['docker.io/bitnami/redis', 'bitnami/redis', 'latest'],
  ['localhost:5000/x@sha256:00', 'localhost:5000/x', '<none>'],
  ['', '<none>', '<none>'],
])('%s is repository %s and tag %s', (reference, repository, tag) => {
  expect(splitReference(reference)).toEqual({ repository, tag });
});
