import { execFile } from 'node:child_process';
import { mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './eventually.js';

const run = promisify(execFile);

/** A file system in memory that is full soon. */
export class SmallDisk implements AsyncDisposable {
  private constructor(readonly path: string) {}

  /** @param size as mount(8) takes it: `16m` @param inodes files and directories that fit, as many as the size allows when absent */
  static async mount(size: string, inodes?: number): Promise<SmallDisk> {
    const path = await mkdtemp(join(tmpdir(), 'tsd-'));
    const limit = inodes === undefined ? '' : `,nr_inodes=${inodes}`;
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0755${limit}`, 'tscompose-test', path]);
    return new SmallDisk(path);
  }

  /** Bytes in use. */
  async used(): Promise<number> {
    const { blocks, bfree, bsize } = await statfs(this.path);
    return (blocks - bfree) * bsize;
  }

  /** Files and directories that still fit. */
  async freeInodes(): Promise<number> {
    return (await statfs(this.path)).ffree;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // An engine that another one was quicker than may be on its way out.
    await eventually('nobody uses the disk', () =>
      run('umount', [this.path]).then(
        () => true,
        () => false,
      ),
    );
    await rmdir(this.path);
  }
}
