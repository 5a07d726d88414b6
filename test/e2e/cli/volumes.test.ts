import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

const FILE = `
name: placed
services:
  web:
    image: tscompose/hello
    command: [sleep]
    stop_grace_period: 0s
    annotations: {a.note: kept}
    volumes: [data:/data]
volumes:
  data:
    driver: local
    driver_opts: {type: none, o: bind, device: ./here}
`;

it('a volume may have its data in a directory of the host, which stays when the volume goes', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(FILE);
  const missing = await sandbox.run(['up', '-d']);
  expect(missing.stderr).toMatch(
    /compose\.yaml:\d+:48: .*here, where the data of volume placed_data is to be, does not exist/,
  );
  const here = join(sandbox.project, 'here');
  await mkdir(here);
  await sandbox.ok(['up', '-d']);
  await sandbox.ok(['exec', '-T', 'web', '/hello', 'write', '/data/made', 'inside']);
  expect(readFileSync(join(here, 'made'), 'utf8')).toContain('inside');
  expect((await sandbox.ok(['volumes', '--format', '{{.Mountpoint}}'])).stdout).toBe(`${here}\n`);
  const [inspected] = JSON.parse((await sandbox.ok(['container', 'inspect', 'placed-web-1'])).stdout);
  expect(inspected.HostConfig.Annotations).toEqual({ 'a.note': 'kept' });
  expect(inspected.Mounts).toMatchObject([{ Type: 'volume', Name: 'placed_data', Source: here }]);

  await sandbox.stack(FILE.replace('./here', './there'));
  const moved = await sandbox.ok(['up', '-d']);
  expect(moved.stderr).toContain(`volume placed_data exists with its data in ${here}, and keeps it`);
  await sandbox.ok(['down', '-v']);
  expect(existsSync(join(here, 'made'))).toBe(true);
  await rm(here, { recursive: true });
});

it('a part of a volume may be mounted alone, once it is there', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(`
name: parts
services:
  all: {image: tscompose/hello, command: [sleep], stop_grace_period: 0s, volumes: [data:/data]}
  part:
    image: tscompose/hello
    command: [sleep]
    stop_grace_period: 0s
    volumes: [{type: volume, source: data, target: /part, volume: {subpath: sub/dir}}]
volumes: {data: }
`);
  await sandbox.ok(['up', '-d', 'all']);
  const missing = await sandbox.run(['up', '-d']);
  expect([missing.code, missing.stderr]).toEqual([
    1,
    expect.stringContaining('sub/dir is not in the volume parts_data that parts-part-1 mounts a part of'),
  ]);
  await sandbox.write('dir/file', 'in the part');
  await sandbox.write('empty/sub/none', '');
  await sandbox.ok(['cp', 'empty/sub', 'all:/data/sub']);
  await sandbox.ok(['cp', 'dir', 'all:/data/sub/dir']);
  await sandbox.ok(['up', '-d']);
  expect((await sandbox.ok(['exec', '-T', 'part', '/hello', 'cat', '/part/file'])).stdout).toBe(
    'in the part',
  );
  expect((await sandbox.ok(['plan'])).stdout).toContain('nothing');
  await sandbox.ok(['stop', 'part']);
  expect((await sandbox.ok(['cp', 'part:/part/file', '-'])).stdout).toContain('in the part');
});
