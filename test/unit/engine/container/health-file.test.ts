import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HealthFile } from '../../../../src/engine/container/health-file.js';
import type { HealthRecord } from '../../../../src/spec/health.js';

const RECORD: HealthRecord = {
  startedAt: '2026-01-01T00:00:00Z',
  state: { status: 'unhealthy', failingStreak: 4, hasBeenHealthy: true, earlyDelayMs: 0, countsFromMs: 9 },
  log: [],
};

let directory: string;
let path: string;
const faults: unknown[] = [];
const open = () => new HealthFile(path, (error) => faults.push(error));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'health-'));
  path = join(directory, 'health.json');
  faults.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it('gives the next engine the health of the same run, and of no other', () => {
  open().keep(RECORD);
  expect(open().of(RECORD.startedAt)).toEqual(RECORD);
  expect(open().of('2026-01-02T00:00:00Z')).toBeNull();
  expect(open().of(undefined)).toBeNull();
});

it('takes a shorter record over a longer one', () => {
  const probe = { start: 'a', end: 'b', tookMs: 1, exitCode: 0, output: 'x'.repeat(4096) };
  open().keep({ ...RECORD, log: [probe] });
  open().keep(RECORD);
  expect(open().of(RECORD.startedAt)).toEqual(RECORD);
});

it.each([
  '',
  '{"startedAt":"2026',
  'null',
  '[]',
  '{"startedAt":1}',
  '{"startedAt":"2026-01-01T00:00:00Z","state":null,"log":[]}',
])('starts over with a broken file: %j', (text) => {
  writeFileSync(path, text);
  expect(open().of(RECORD.startedAt)).toBeNull();
});

it('tells of the first of several failures to write, and knows the health all the same', () => {
  const file = open();
  rmSync(directory, { recursive: true });
  file.keep(RECORD);
  file.keep(RECORD);
  expect(faults).toHaveLength(1);
  expect(file.of(RECORD.startedAt)).toEqual(RECORD);
});
