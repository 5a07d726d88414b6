import { execFileSync } from 'node:child_process';
import {
  chown,
  link,
  lstat,
  mkdir,
  readdir,
  readlink,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { running } from '../support/containers.js';
import { Sandbox } from '../support/sandbox.js';
import { temporaryStore } from './support/temporary-store.js';

const STACK = `
name: demo
services:
  web: {image: tscompose/hello, volumes: ["data:/data"]}
volumes: {data: {}}
`;

/** Root of a running container, seen from outside: what is done here goes through its overlay. */
async function rootOf(sandbox: Sandbox): Promise<string> {
  const { init } = await running(sandbox, 'demo-web-1');
  return `/proc/${init}/root`;
}

describe('a changed container', () => {
  it('is committed, its layer seen in diff and history, and run', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d']);
    const root = await rootOf(sandbox);
    await writeFile(join(root, 'note'), 'committed');
    await link(join(root, 'note'), join(root, 'note-too'));
    await rm(join(root, 'etc/group'));
    await rm(join(root, 'tmp'), { recursive: true });
    await mkdir(join(root, 'tmp'));
    await symlink('/note', join(root, 'link'));
    await writeFile(join(root, 'data/kept-out'), 'volume');
    await chown(join(root, 'etc/passwd'), 3_000_000, 5);
    const { stdout: diff } = await sandbox.ok(['container', 'diff', 'demo-web-1']);
    expect(diff.trim().split('\n')).toEqual([
      'A /data',
      'C /etc',
      'D /etc/group',
      'C /etc/passwd',
      'A /link',
      'A /note',
      'A /note-too',
      'C /tmp',
    ]);
    const args = ['-a', 'me', '-m', 'why', '-c', 'CMD ["cat","/note"]', 'demo-web-1', 'changed:1'];
    const { stdout: id } = await sandbox.ok(['container', 'commit', ...args]);
    expect(id).toMatch(/^sha256:[0-9a-f]{64}\n$/);
    const { stdout: history } = await sandbox.ok(['history', '--format', 'json', 'changed:1']);
    expect(
      history
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ Comment: 'why', ID: id.slice(7, 19) }, { ID: '<missing>' }]);
    await sandbox.write(
      'second.yaml',
      'name: second\nservices: {a: {image: "changed:1", volumes: ["v:/v"]}}\nvolumes: {v: {}}\n',
    );
    const up = await sandbox.ok(['-f', 'second.yaml', 'up']);
    expect(up.stdout).toContain('committed');
    await sandbox.ok(['-f', 'second.yaml', 'down', '-v']);
    await sandbox.ok(['down', '-v', '-t', '0']);
    await sandbox.ok(['image', 'verify']);
  });

  it('is exported without what is mounted on it, and imported again', async () => {
    await using sandbox = await Sandbox.create();
    await sandbox.stack(STACK);
    await sandbox.ok(['up', '-d']);
    const root = await rootOf(sandbox);
    await writeFile(join(root, 'note'), 'x'.repeat(10));
    await utimes(join(root, 'note'), 1_000, 1_000);
    await symlink('/note', join(root, 'link'));
    await writeFile(join(root, 'data/kept-out'), 'volume');
    await chown(join(root, 'note'), 3_000_000, 5);
    await sandbox.ok(['container', 'export', '-o', 'out.tar', 'demo-web-1']);
    const names = execFileSync('tar', ['-tf', join(sandbox.project, 'out.tar')], { encoding: 'utf8' });
    expect(names.trim().split('\n')).toEqual([
      'data/',
      'etc/',
      'etc/group',
      'etc/passwd',
      'hello',
      'link',
      'note',
      'tmp/',
    ]);
    const tree = join(sandbox.project, 'tree');
    await mkdir(tree);
    execFileSync('tar', ['-C', tree, '--numeric-owner', '-xpf', join(sandbox.project, 'out.tar')]);
    expect(await lstat(join(tree, 'note'))).toMatchObject({ size: 10, uid: 3_000_000, gid: 5, mtimeMs: 1e6 });
    expect(await readlink(join(tree, 'link'))).toBe('/note');
  });

  it('stands still only while its files are read: they are compressed when it goes on', async () => {
    const { images, directory, remove } = await temporaryStore();
    try {
      const base = await images.pull('tscompose/hello', () => {}, AbortSignal.timeout(60_000));
      const upper = join(directory, 'upper');
      await mkdir(upper);
      await writeFile(join(upper, 'file'), 'x'.repeat(100_000));
      const blobs = () => readdir(join(directory, 'images/blobs/sha256'));
      const before = await blobs();
      const request = { author: '', message: '', createdBy: '', config: {}, changes: [] };
      let read: readonly string[] = [];
      const made = await images.derive(
        {
          ...request,
          imageId: base.id,
          upper,
          whileStill: async (work) => {
            const result = await work();
            await writeFile(join(upper, 'file'), 'written later');
            read = await blobs();
            return result;
          },
        },
        AbortSignal.timeout(60_000),
      );
      expect(read).toEqual(before);
      expect(made.size - base.size).toBeGreaterThanOrEqual(100_000);
      expect((await readdir(join(directory, 'images'))).filter((name) => name.startsWith('.'))).toEqual([]);
    } finally {
      await remove();
    }
  });
});
