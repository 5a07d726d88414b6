import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGuest, type GuestReport } from './support/boot.js';
import { buildInitramfs } from './support/initramfs.js';
import { fetchKernel } from './support/kernel.js';

let scratch: string;
let report: GuestReport;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tscompose-vm-'));
  const kernel = await fetchKernel();
  const archive = await buildInitramfs(join(import.meta.dirname, '../..'), scratch, kernel);
  report = await bootGuest(kernel, archive, { scenario: 'cgroup-v2' });
}, 600_000);

afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});

const CHECKS = [
  'up',
  'one cgroup per container',
  'the container is in its cgroup',
  'controllers are enabled for it',
  'a fork bomb stays within its pids limit',
  'its cgroup is the root of its own view',
  'an alias resolves and answers',
  'a device may be used as far as was asked for',
  'the published port answers on loopback',
  'limits: up',
  'limits are in the files of v2',
  'limits of processes and of /dev/shm hold',
  'memory that ran out in a child is told while the container runs',
  'what was killed for lack of memory starts again on failure',
  'each lack of memory is an event',
  'a failure names the limit',
  'limits change while it runs',
  'stats show the limit',
  'it pauses and goes on',
  'what v2 has not got is refused at its place',
  'limits: down',
  'containers survive a killed engine',
  'down',
  'no cgroup is left',
  'no link is left',
];

test.each(CHECKS)('under pure cgroup v2: %s', (name) => {
  const found = report.checks.get(name);
  expect(found, `the guest never reached "${name}":\n${report.console.slice(-4000)}`).toBeDefined();
  expect(found?.ok, found?.detail).toBe(true);
});
