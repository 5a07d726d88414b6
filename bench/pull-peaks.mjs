import { readdirSync, readFileSync, readlinkSync, statfsSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const INTERVAL_MS = 50;
const MIB = 1024 * 1024;

/** The most that processes hold of memory, and a file system of bytes, while something is done. */
export class PeakWatch {
  #pids;
  #disk;
  #before;
  #pss = 0;
  #used = 0;

  /** @param {string} [disk] a directory on a file system that nobody else writes to */
  constructor(pids, disk) {
    this.#pids = pids;
    this.#disk = disk;
    this.#before = this.#usedBytes();
    // Forgets the peak so far (proc(5), clear_refs).
    for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, '5');
  }

  async until(done) {
    let ended = false;
    done.then(() => (ended = true));
    while (!ended) {
      this.#pss = Math.max(this.#pss, this.#sum('smaps_rollup', 'Pss'));
      this.#used = Math.max(this.#used, this.#usedBytes() - this.#before);
      await Promise.race([done, pause(INTERVAL_MS)]);
    }
  }

  /** RSS, PSS, bytes of the disk at the most and at the end. */
  row() {
    const kilobytes = [this.#sum('status', 'VmHWM'), this.#pss].map(
      (value) => `${(value / 1024).toFixed(0)} MB`,
    );
    if (this.#disk === undefined) return [...kilobytes, '-', '-'];
    const bytes = [this.#used, this.#usedBytes() - this.#before].map(
      (value) => `${(value / MIB).toFixed(0)} MB`,
    );
    return [...kilobytes, ...bytes];
  }

  #usedBytes() {
    if (this.#disk === undefined) return 0;
    const { blocks, bfree, bsize } = statfsSync(this.#disk);
    return (blocks - bfree) * bsize;
  }

  #sum(file, field) {
    const pattern = new RegExp(`^${field}:\\s+(\\d+)`, 'm');
    return this.#pids.reduce((sum, pid) => {
      try {
        return sum + Number(pattern.exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))?.[1] ?? 0);
      } catch (error) {
        if (['ENOENT', 'ESRCH'].includes(error.code)) return sum;
        throw error;
      }
    }, 0);
  }
}

/** Process ids of Docker's engine, wherever it runs on this machine. */
export function peerEngines() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return ['dockerd', 'containerd'].includes(basename(readlinkSync(`/proc/${pid}/exe`)));
      } catch (error) {
        // A kernel thread, ended meanwhile, or guarded against everybody.
        if (['ENOENT', 'ESRCH', 'EACCES'].includes(error.code)) return false;
        throw error;
      }
    })
    .map(Number);
}
