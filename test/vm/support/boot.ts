import { execa } from 'execa';
import type { GuestKernel } from './kernel.js';

/** What the guest said: one entry per check, and the whole console for a failure report. */
export interface GuestReport {
  readonly checks: ReadonlyMap<string, { readonly ok: boolean; readonly detail: string }>;
  readonly console: string;
}

const TIMEOUT_MS = 540_000;

export interface BootOptions {
  /** Name of a script in `guest`. */
  readonly scenario: string;
  /** Image that becomes `/var/lib` of the guest; absent: all is in memory. */
  readonly disk?: string;
  /** What the guest's clock shows: `2001-01-01`; the present time when absent. */
  readonly clock?: string;
}

/** Boots the archive under QEMU's software emulation, waits for it to power off and reads its checks off the console. */
export async function bootGuest(
  kernel: GuestKernel,
  initramfs: string,
  { scenario, disk, clock }: BootOptions,
): Promise<GuestReport> {
  const { stdout } = await execa(
    'qemu-system-x86_64',
    // prettier-ignore
    [
      '-machine',
      'q35,accel=tcg',
      '-cpu',
      'qemu64',
      '-m',
      '1536',
      '-smp',
      '2',
      '-nographic',
      '-no-reboot',
      '-nodefaults',
      '-serial',
      'stdio',
      '-kernel',
      kernel.image,
      '-initrd',
      initramfs,
      ...(disk === undefined ? [] : ['-drive', `file=${disk},if=virtio,format=raw,cache=unsafe`]),
      ...(clock === undefined ? [] : ['-rtc', `base=${clock}`]),
      '-append',
      `console=ttyS0 quiet panic=-1 cgroup_no_v1=all rdinit=/init scenario=${scenario}`,
    ],
    { timeout: TIMEOUT_MS, stdin: 'ignore', reject: false, all: false },
  );
  const checks = new Map<string, { ok: boolean; detail: string }>();
  for (const match of stdout.matchAll(/^CHECK (\{.*\})\s*$/gm)) {
    const { name, ok, detail } = JSON.parse(match[1] as string) as {
      name: string;
      ok: boolean;
      detail: string;
    };
    checks.set(name, { ok, detail });
  }
  return { checks, console: stdout };
}
