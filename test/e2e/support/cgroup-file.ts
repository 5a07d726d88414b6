import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Content of the first of these files that a control group of the process has.
 * @param names as cgroup v1 has it, and as v2 has it
 */
export function cgroupFile(pid: number, ...names: readonly string[]): string {
  const top = '/sys/fs/cgroup';
  const roots = [top, ...readdirSync(top).map((entry) => join(top, entry))];
  const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
    .split('\n')
    .map((line) => line.split(':')[2] ?? '')
    .filter((path) => path.length > 1);
  const files = roots.flatMap((root) =>
    groups.flatMap((path) => names.map((name) => join(root, path, name))),
  );
  const found = files.find((file) => existsSync(file));
  return found === undefined ? `no ${names.join(' or ')}` : readFileSync(found, 'utf8').trim();
}
