import type { IsolationSpec } from '../../spec/isolation.js';
import { opensSystemPaths } from '../../spec/options/security-option.js';

/** What a container may see and use by default, as Docker has it (moby: daemon/pkg/oci/defaults.go). */

/** Hidden: they tell about the machine or reach into it. */
const MASKED_PATHS: readonly string[] = [
  '/proc/acpi',
  '/proc/asound',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/sys/devices/virtual/powercap',
  '/sys/firmware',
];

/** Readable, but what is written there acts on the whole machine. */
const READONLY_PATHS: readonly string[] = [
  '/proc/bus',
  '/proc/fs',
  '/proc/irq',
  '/proc/sys',
  '/proc/sysrq-trigger',
];

/** Any node may be made, and those be used that every container has: null, zero, full, random, urandom, tty, console, ptmx, tun, terminals. */
export const DEVICE_RULES: readonly string[] = [
  'c *:* m',
  'b *:* m',
  'c 1:3 rwm',
  'c 1:5 rwm',
  'c 1:7 rwm',
  'c 1:8 rwm',
  'c 1:9 rwm',
  'c 5:0 rwm',
  'c 5:1 rwm',
  'c 5:2 rwm',
  'c 10:200 rwm',
  'c 136:* rwm',
];

export interface ProtectedPaths {
  readonly maskedPaths: readonly string[];
  readonly readonlyPaths: readonly string[];
}

export function protectedPaths({ privileged, securityOpt }: IsolationSpec): ProtectedPaths {
  if (privileged || opensSystemPaths(securityOpt)) return { maskedPaths: [], readonlyPaths: [] };
  return { maskedPaths: MASKED_PATHS, readonlyPaths: READONLY_PATHS };
}
