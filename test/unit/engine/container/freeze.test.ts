import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freeze, whileFrozen } from '../../../../src/engine/container/freeze.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tsc-freeze-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('has nothing to do for a container that has ended, before or while its processes come to rest', async () => {
  await freeze([root], 'ended');
  const cgroup = join(root, 'ending');
  mkdirSync(cgroup);
  writeFileSync(join(cgroup, 'cgroup.freeze'), '0');
  writeFileSync(join(cgroup, 'cgroup.events'), 'populated 1\nfrozen 0\n');
  const frozen = freeze([root], 'ending');
  rmSync(cgroup, { recursive: true });
  await frozen;
  expect(await whileFrozen([root], 'ending', async () => 'read')).toBe('read');
});

it('says when there is no freezer', async () => {
  mkdirSync(join(root, 'other'));
  await expect(freeze([root], 'other')).rejects.toMatchObject({ code: 'KERNEL' });
});
