import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Sandbox } from '../support/sandbox.js';

const STACK = 'name: demo\nservices: {web: {image: tscompose/hello, volumes: ["v:/v"]}}\nvolumes: {v: {}}\n';

async function ids(sandbox: Sandbox): Promise<readonly string[]> {
  const { stdout } = await sandbox.ok(['image', 'ls', '-q', '--no-trunc']);
  return [...new Set(stdout.split('\n').filter((line) => line !== ''))];
}

describe('removing images', () => {
  it('goes by name, by id and by its beginning, and by force where several names stand in the way', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.ok(['tag', 'tscompose/hello', 'a:1']);
    await sandbox.ok(['tag', 'a:1', 'b:1']);
    const [id = ''] = await ids(sandbox);
    const template = ['--format', '{{.Repository}}:{{.Tag}} {{json .Digest}}'];
    expect((await sandbox.ok(['images', 'a', ...template])).stdout).toBe('a:1 "<none>"\n');
    expect((await sandbox.run(['images', 'a', 'b'])).stderr).toContain('one repository');
    expect((await sandbox.ok(['rmi', 'tscompose/hello'])).stdout).toBe('Untagged: tscompose/hello:latest\n');
    const refused = await sandbox.run(['rmi', id.slice(7, 15)]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(must be forced)') });
    const format = '{{range .RootFS.Layers}}Deleted: {{println .}}{{end}}';
    const { stdout: layer } = await sandbox.ok(['image', 'inspect', '-f', format, 'a:1']);
    expect((await sandbox.ok(['image', 'rm', '-f', id.slice(7, 15)])).stdout).toBe(
      `Untagged: a:1\nUntagged: b:1\nDeleted: ${id}\n${layer.trim()}\n`,
    );
    expect(await readdir(join(sandbox.root, 'images/layers'))).toEqual([]);
    expect(await sandbox.run(['rmi', 'a:1'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No such image: a:1\n'),
    });
    expect(await sandbox.run(['rmi', '-f', 'a:1'])).toMatchObject({ code: 0 });
  });

  it('never takes what a container uses', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d']);
    const [id = ''] = await ids(sandbox);
    expect(await sandbox.run(['rmi', 'tscompose/hello'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is using its referenced image'),
    });
    expect(await sandbox.run(['rmi', '-f', id])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be forced'),
    });
    await sandbox.ok(['image', 'prune', '-a', '-f']);
    expect(await ids(sandbox)).toEqual([id]);
    expect((await sandbox.ok(['rmi', '-f', 'tscompose/hello'])).stdout).toBe(
      'Untagged: tscompose/hello:latest\n',
    );
    expect((await sandbox.ok(['exec', '-T', 'web', '/hello', 'echo', 'here'])).stdout).toBe('here\n');
    await sandbox.ok(['down', '-v', '-t', '0']);
    expect((await sandbox.ok(['image', 'prune', '-f'])).stdout).toMatch(/^Deleted Images:\ndeleted: sha256:/);
    expect(await ids(sandbox)).toEqual([]);
  });
});

describe('archives', () => {
  it('carry several images through a pipe, unchanged', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.ok(['tag', 'tscompose/hello', 'a:1']);
    for (const format of ['docker', 'oci']) {
      const before = await ids(sandbox);
      await sandbox.ok(['save', '--format', format, '-o', 'out.tar', 'a:1', 'tscompose/hello']);
      await sandbox.ok(['rmi', '-f', ...before]);
      const input = await readFile(join(sandbox.project, 'out.tar'));
      const { stdout } = await sandbox.ok(['load'], { input });
      expect(stdout.split('\n').sort()).toEqual([
        '',
        'Loaded image: a:1',
        'Loaded image: tscompose/hello:latest',
      ]);
      expect(await ids(sandbox)).toEqual(before);
    }
    // Where there is no terminal the layers are told of only when asked for.
    await sandbox.ok(['rmi', '-f', 'a:1', 'tscompose/hello']);
    const told = await sandbox.ok(['--progress', 'plain', 'load', '-i', 'out.tar']);
    expect(told.stderr).toMatch(
      /^ Layer [0-9a-f]{12} {2}Loading layer [\d.]+kB\n Layer [0-9a-f]{12} {2}Loaded /,
    );
    await sandbox.ok(['rmi', '-f', 'a:1', 'tscompose/hello']);
    expect((await sandbox.ok(['load', '-i', 'out.tar'])).stderr).toBe('');
    // Only names of the archive are told, whatever others the image has here.
    await sandbox.ok(['save', '-o', 'one.tar', 'a:1']);
    expect((await sandbox.ok(['load', '-i', 'one.tar'])).stdout).toBe('Loaded image: a:1\n');
    const index = execFileSync('tar', ['-xOf', join(sandbox.project, 'out.tar'), 'index.json'], {
      encoding: 'utf8',
    });
    expect(JSON.parse(index).manifests[0].annotations['org.opencontainers.image.ref.name']).toBe(
      'docker.io/library/a:1',
    );
    expect(await sandbox.run(['save', 'none'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^No such image: none:latest\nhint: /),
    });
  });

  it('that break off leave no image', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.ok(['save', '-o', 'out.tar', 'tscompose/hello']);
    await sandbox.ok(['rmi', 'tscompose/hello']);
    const whole = await readFile(join(sandbox.project, 'out.tar'));
    const { code, stderr } = await sandbox.run(['load'], { input: whole.subarray(0, whole.length / 2) });
    expect([code, stderr]).toEqual([1, expect.stringContaining('cannot be read as a tar archive')]);
    expect(await ids(sandbox)).toEqual([]);
  });
});

it('verify finds what was damaged, and the next look is clean', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.ok(['image', 'inspect', 'tscompose/hello']);
  expect((await sandbox.ok(['image', 'verify'])).stdout).toContain('all is well');
  const blobs = join(sandbox.root, 'images/blobs/sha256');
  const [first = ''] = await readdir(blobs);
  await writeFile(join(blobs, first), 'damaged');
  expect(await sandbox.run(['image', 'verify', '-q'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining(`blob sha256:${first} hashes to`),
  });
});

it('system df counts images, containers and volumes', async () => {
  await using sandbox = await Sandbox.create();
  await sandbox.stack(STACK);
  await sandbox.ok(['up', '-d']);
  const { stdout } = await sandbox.ok(['system', 'df', '--format', 'json']);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { Type: 'Images', TotalCount: '1', Active: '1' },
    { Type: 'Containers', TotalCount: '1', Active: '1' },
    { Type: 'Local Volumes', TotalCount: '1', Active: '1' },
  ]);
});
