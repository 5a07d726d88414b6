import { expect, test } from 'vitest';
import { listRenderer, TABLE } from '../../../../src/cli/format/list-format.js';
import { binarySize, statsList, statsRow } from '../../../../src/cli/render/stats-list.js';
import type { ContainerSample, ContainerUse } from '../../../../src/spec/container-views.js';

const USAGE: ContainerUse = {
  startedAt: '2026-01-01T00:00:00Z',
  cpuNs: 1_000_000_000,
  memory: 3_502_080,
  memoryLimit: 2 * 1024 ** 3,
  received: 1234,
  sent: 0,
  read: 41_300_000,
  written: 4096,
  pids: 3,
};

function sample(usage: Partial<ContainerUse> | undefined, atMs = 0): ContainerSample {
  const base = { id: 'f'.repeat(64), name: 'demo-web-1', labels: {}, atMs };
  return usage === undefined ? base : { ...base, usage: { ...USAGE, ...usage } };
}

async function table(row: ReturnType<typeof statsRow>): Promise<string> {
  return (await listRenderer(TABLE, statsList({ full: false })))([row]);
}

test("the table has Docker's columns", async () => {
  const row = statsRow(sample({ cpuNs: 1_250_000_000 }, 500), sample({}, 0));
  expect(await table(row)).toBe(
    [
      'CONTAINER ID   NAME         CPU %     MEM USAGE / LIMIT   MEM %     NET I/O       BLOCK I/O        PIDS',
      'ffffffffffff   demo-web-1   50.00%    3.34MiB / 2GiB      0.16%     1.23kB / 0B   41.3MB / 4.1kB   3',
      '',
    ].join('\n'),
  );
});

test('what has nothing to compare with has no percentage, nor has another run', async () => {
  expect(statsRow(sample({}), undefined).cpuPercent).toBeUndefined();
  const other = sample({ startedAt: '2026-01-01T00:00:01Z' }, 500);
  expect(statsRow(other, sample({})).cpuPercent).toBeUndefined();
  expect(await table(statsRow(sample({}), undefined))).toContain('--  ');
});

test('what does not run uses nothing', async () => {
  const text = await table(statsRow(sample(undefined), undefined));
  expect(text.split('\n')[1]).toMatch(
    /^f{12} {3}demo-web-1 {3}0\.00% {5}0B \/ 0B +0\.00% {5}0B \/ 0B {3}0B \/ 0B +0$/,
  );
});

test.each([
  [0, '0B'],
  [1023, '1023B'],
  [458_752, '448KiB'],
  [25_276_000_000, '23.54GiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(binarySize(bytes)).toBe(text);
});
