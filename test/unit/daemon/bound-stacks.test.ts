import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BoundStacks } from '../../../src/daemon/bound-stacks.js';

/** A number that no process has (proc_sys_kernel(5), pid_max). */
const NOBODY = 4_194_305;

let root: string;
let ends: Map<number, () => void>;
let taken: string[];
let faults: unknown[];
let failing: Error | undefined;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tsc-bound-'));
  ends = new Map();
  taken = [];
  faults = [];
  failing = undefined;
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function bindings(): Promise<BoundStacks> {
  const made = new BoundStacks({
    root,
    addon: { processEnd: (pid) => new Promise((resolve) => ends.set(pid, resolve)) },
    takeDown: async (stack) => {
      if (failing !== undefined) throw failing;
      taken.push(stack);
    },
    onFault: (error) => faults.push(error),
  });
  await made.recover();
  return made;
}

/** Lets everything happen that is not waiting for a process. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const files = () => readdir(join(root, 'bindings'));

describe('bound stacks', () => {
  it('go when their process ends, and not before', async () => {
    const bound = await bindings();
    await bound.bindStack('one', { pid: process.pid });
    await settled();
    expect(taken).toEqual([]);
    expect(bound.busy).toBe(true);
    ends.get(process.pid)?.();
    await expect.poll(() => bound.busy).toBe(false);
    expect(taken).toEqual(['one']);
    expect(await files()).toEqual([]);
  });

  it('stay when they are released', async () => {
    const bound = await bindings();
    await bound.bindStack('one', { pid: process.pid });
    await bound.releaseStack('one');
    await bound.releaseStack('never-bound');
    ends.get(process.pid)?.();
    await settled();
    expect(taken).toEqual([]);
    expect(await files()).toEqual([]);
  });

  it('are remembered by the next engine', async () => {
    await (await bindings()).bindStack('one', { pid: process.pid });
    const next = await bindings();
    expect(next.busy).toBe(true);
    await expect.poll(() => ends.has(process.pid)).toBe(true);
    ends.get(process.pid)?.();
    await expect.poll(() => taken).toContain('one');
  });

  it('go at once when their process ended while no engine was there, or another has its number', async () => {
    await (await bindings()).releaseStack('none');
    for (const [stack, pid] of [
      ['gone', NOBODY],
      ['other', process.pid],
    ] as const) {
      const record = { version: 1, stack, pid, startTicks: '1' };
      await writeFile(join(root, 'bindings', `${stack}.json`), JSON.stringify(record));
    }
    const bound = await bindings();
    await expect.poll(() => bound.busy).toBe(false);
    expect(taken.sort()).toEqual(['gone', 'other']);
  });

  it('stay recorded when they cannot be taken down', async () => {
    const bound = await bindings();
    await bound.bindStack('one', { pid: process.pid });
    failing = new Error('no');
    ends.get(process.pid)?.();
    await expect.poll(() => faults).toEqual([failing]);
    expect(await files()).toEqual(['one.json']);
  });

  it('are let be when their record says nothing', async () => {
    await bindings();
    await writeFile(join(root, 'bindings', 'one.json'), '{"version": 1}');
    const bound = await bindings();
    expect(bound.busy).toBe(false);
    expect(faults).toHaveLength(1);
    expect(await files()).toEqual([]);
  });

  it('are refused for a process that is not there, and for what is no name', async () => {
    const bound = await bindings();
    await expect(bound.bindStack('one', { pid: NOBODY })).rejects.toThrow(`there is no process ${NOBODY}`);
    await expect(bound.bindStack('../one', { pid: process.pid })).rejects.toThrow('is not a name of a stack');
    expect(bound.busy).toBe(false);
  });
});
