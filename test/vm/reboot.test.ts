import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bootGuest, type GuestReport } from './support/boot.js';
import { buildInitramfs } from './support/initramfs.js';
import { fetchKernel } from './support/kernel.js';

let scratch: string;
const reports: GuestReport[] = [];

/** Two boots of one machine: the state root is on its disk, and the clock of the second is wrong. */
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tscompose-vm-'));
  const kernel = await fetchKernel();
  const archive = await buildInitramfs(join(import.meta.dirname, '../..'), scratch, kernel);
  const disk = join(scratch, 'disk');
  await execa('truncate', ['-s', '256M', disk]);
  await execa('mkfs.ext4', ['-q', '-F', disk]);
  reports.push(await bootGuest(kernel, archive, { scenario: 'before-boot', disk }));
  reports.push(await bootGuest(kernel, archive, { scenario: 'after-boot', disk, clock: '2001-01-01' }));
}, 600_000);

afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});

const CHECKS = [
  'up before the boot',
  'data is written',
  'one is stopped by hand',
  'what its policy says runs after the boot',
  'it becomes healthy',
  'a job that was done is not run again',
  'what has no policy stays down, its exit unknown',
  'what was stopped by hand stays down',
  'the volume has its data',
  'names resolve after the boot',
  'the published port answers after the boot',
  ...['forward', 'back'].flatMap((direction) => [
    `probes go on when the clock jumps ${direction}`,
    `a log is followed when the clock jumps ${direction}`,
    `containers go on when the clock jumps ${direction}`,
  ]),
  'down after the boot',
];

test.each(CHECKS)('over a reboot: %s', (name) => {
  const found = reports.flatMap(({ checks }) => checks.get(name) ?? [])[0];
  const consoles = reports.map(({ console }) => console.slice(-4000)).join('\n--- boot ---\n');
  expect(found, `the guest never reached "${name}":\n${consoles}`).toBeDefined();
  expect(found?.ok, found?.detail).toBe(true);
});
