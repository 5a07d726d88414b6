import { readFileSync } from 'node:fs';

/** Bytes that passed the interfaces of a process's network namespace, its loopback left out. */
export interface NetworkUse {
  readonly received: number;
  readonly sent: number;
}

/** @param pid of a process of the container, as the host sees it; one that is gone has used nothing */
export function networkUse(pid: number): NetworkUse {
  try {
    return parseNetDev(readFileSync(`/proc/${pid}/net/dev`, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ESRCH' && code !== 'EINVAL') throw error;
    return { received: 0, sent: 0 };
  }
}

/** `  eth0: BYTES PACKETS ...`: eight fields of receiving, then those of sending (proc_pid_net(5)). */
export function parseNetDev(text: string): NetworkUse {
  const lines = text.split('\n').flatMap((line) => {
    const [, name, fields] = /^\s*([^\s:]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined || name === 'lo' || fields === undefined
      ? []
      : [fields.split(/\s+/).map(Number)];
  });
  return {
    received: lines.reduce((total, fields) => total + (fields[0] ?? 0), 0),
    sent: lines.reduce((total, fields) => total + (fields[8] ?? 0), 0),
  };
}
