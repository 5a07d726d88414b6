import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

/** PSS in kB: of the engine, and of all its monitors with their number. */
export function engineMemory(own) {
  const [executable, ...first] = own.command;
  const { stdout } = spawnSync(executable, [...first, 'engine', 'status', '--format', 'json'], {
    encoding: 'utf8',
  });
  const { pid } = JSON.parse(stdout);
  // A monitor's first argument is its container's short id.
  const ids = readdirSync(join(own.stateRoot, 'containers')).map((id) => id.slice(0, 12));
  const monitors = processes().filter(
    (found) => basename(found.program) === 'monitor' && ids.includes(found.command.split('\0')[1] ?? ''),
  );
  return {
    fixed: pss(pid),
    perContainer: sum(monitors.map((found) => pss(found.pid))),
    containers: monitors.length,
  };
}

/** The same of a Docker engine, by the names of its processes; undefined where none is seen. */
export function peerMemory(wanted) {
  if (!wanted) return undefined;
  const all = processes();
  const fixed = all.filter((found) => ['dockerd', 'containerd'].includes(basename(found.program)));
  const shims = all.filter((found) => basename(found.program).startsWith('containerd-shim'));
  const proxies = all.filter((found) => basename(found.program) === 'docker-proxy');
  if (fixed.length === 0) return undefined;
  return {
    fixed: sum(fixed.map((found) => pss(found.pid))),
    perContainer: sum([...shims, ...proxies].map((found) => pss(found.pid))),
    containers: shims.length,
  };
}

function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
        return [{ pid: Number(name), program: readlinkSync(`/proc/${name}/exe`), command }];
      } catch (error) {
        // A kernel thread, ended meanwhile, or guarded against everybody.
        if (['ENOENT', 'ESRCH', 'EACCES'].includes(error.code)) return [];
        throw error;
      }
    });
}

function pss(pid) {
  return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
