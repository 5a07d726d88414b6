import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a small root file system at `directory`: a static busybox with all its applets, a few users, a place for mounts. */
export function makeRootImage(directory: string): void {
  for (const name of ['bin', 'etc', 'tmp', 'data', 'proc', 'sys', 'dev']) {
    mkdirSync(join(directory, name), { recursive: true });
  }
  chmodSync(join(directory, 'tmp'), 0o1777);
  const busybox = join(directory, 'bin/busybox');
  copyFileSync(findBusybox(), busybox);
  chmodSync(busybox, 0o755);
  execFileSync('chroot', [directory, '/bin/busybox', '--install', '-s', '/bin'], { stdio: 'ignore' });
  writeFileSync(
    join(directory, 'etc/passwd'),
    'root:x:0:0:root:/root:/bin/sh\nweb:x:33:33:web:/srv/web:/bin/sh\n',
  );
  writeFileSync(join(directory, 'etc/group'), 'root:x:0:\nweb:x:33:\nlog:x:44:web\n');
}

function findBusybox(): string {
  return execFileSync('/bin/sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
}
