import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Lets the machine route IPv4, without which no container reaches the outside; already on is left alone (ip-sysctl.rst). */
export async function enableForwarding(procPath: string): Promise<void> {
  const path = join(procPath, 'sys/net/ipv4/ip_forward');
  if ((await readFile(path, 'utf8')).trim() === '0') await writeFile(path, '1\n');
}
