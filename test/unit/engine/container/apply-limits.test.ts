import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applyLimits } from '../../../../src/engine/container/apply-limits.js';
import { containerSpec } from './fixtures.js';

const MIB = 1024 * 1024;
/** As v1 names them, and as v2 does: which of them is meant depends on the machine of the test. */
const FILES = {
  memory: ['memory.limit_in_bytes', 'memory.max'],
  swap: ['memory.memsw.limit_in_bytes', 'memory.swap.max'],
  shares: ['cpu.shares', 'cpu.weight'],
  pids: ['pids.max'],
};

let root: string;
const spec = containerSpec({ limits: { memory: 64 * MIB } });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'limits-'));
  mkdirSync(join(root, 'group'));
  for (const name of Object.values(FILES).flat()) writeFileSync(join(root, 'group', name), 'as it was');
});

afterEach(() => rmSync(root, { recursive: true }));

function contents(names: readonly string[]): readonly string[] {
  return names
    .map((name) => readFileSync(join(root, 'group', name), 'utf8'))
    .filter((text) => !text.startsWith('as'));
}

test('what changes is written, and nothing else', () => {
  applyLimits([root], 'group', spec, { limits: { memory: 64 * MIB, cpuShares: 2 }, pidsLimit: 0 });
  expect(contents(FILES.memory)).toEqual([]);
  expect(contents(FILES.shares)[0]).toMatch(/^[12]( was)?/);
  expect(contents(FILES.pids)[0]).toMatch(/^max/);
});

test('what was changed before a failure is changed back', () => {
  for (const name of FILES.shares) rmSync(join(root, 'group', name));
  const change = () => applyLimits([root], 'group', spec, { limits: { memory: 96 * MIB, cpuShares: 2 } });
  expect(change).toThrow('demo-web-1 cannot be limited so');
  for (const name of FILES.memory) {
    expect(readFileSync(join(root, 'group', name), 'utf8')).toMatch(/^as it was/);
  }
});
