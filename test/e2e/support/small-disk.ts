import { execFile } from 'node:child_process';
import { mkdtemp, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system in memory that is full soon. */
export class SmallDisk implements AsyncDisposable {
  private constructor(readonly path: string) {}

  /** @param size as mount(8) takes it: `16m` */
  static async mount(size: string): Promise<SmallDisk> {
    const path = await mkdtemp(join(tmpdir(), 'tsd-'));
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0755`, 'tscompose-test', path]);
    return new SmallDisk(path);
  }

  /** Bytes in use. */
  async used(): Promise<number> {
    const { blocks, bfree, bsize } = await statfs(this.path);
    return (blocks - bfree) * bsize;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('umount', [this.path]);
    await rmdir(this.path);
  }
}
