import { closest, distance } from 'fastest-levenshtein';
import { TscomposeError } from '../../base/errors.js';

/** linux/capability.h in order: the place is the number. */
const NAMES =
  `CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE
  NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT
  SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG
  WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE`
    .split(/\s+/)
    .map((name) => `CAP_${name}`);

/** What a container has unless it says otherwise, as with Docker (moby: daemon/pkg/oci/caps). */
const DEFAULT =
  `CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD AUDIT_WRITE SETFCAP`
    .split(' ')
    .map((name) => `CAP_${name}`);

const ALL = 'ALL';

/** A name with or without `CAP_`, in any case, or `ALL`, as the specs of containers have it. @throws USAGE for one that is none */
export function readCapability(text: string): string {
  const upper = text.trim().toUpperCase();
  if (upper === ALL) return ALL;
  const name = upper.startsWith('CAP_') ? upper : `CAP_${upper}`;
  if (NAMES.includes(name)) return name;
  const near = closest(name, NAMES);
  const isNear = distance(name, near) <= Math.max(1, Math.floor((name.length - 'CAP_'.length) / 3));
  const hint = isNear ? `; did you mean "${near.slice('CAP_'.length)}"?` : '';
  throw new TscomposeError('USAGE', `unknown capability: "${name}"${hint}`);
}

interface Wishes {
  readonly capAdd?: readonly string[];
  readonly capDrop?: readonly string[];
  readonly privileged?: true;
}

/** Bit per capability that a container is to have. Numbers are below 53, so a JavaScript number holds the mask exactly. */
export function capabilityMask({ capAdd = [], capDrop = [], privileged }: Wishes): number {
  const granted = privileged ? NAMES : granting(capAdd, capDrop);
  return [...new Set(granted)].reduce((mask, name) => mask + 2 ** NAMES.indexOf(name), 0);
}

/** With `ALL` on one side, the other side tells the exceptions; what is on both sides is added. */
function granting(added: readonly string[], dropped: readonly string[]): readonly string[] {
  if (added.includes(ALL)) return NAMES.filter((name) => !dropped.includes(name));
  if (dropped.includes(ALL)) return added;
  return [...DEFAULT.filter((name) => !dropped.includes(name)), ...added];
}
