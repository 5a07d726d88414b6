import { execFile } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isAlive, runningContainers } from './containers.js';
import { eventually } from './eventually.js';
import { enginePid } from './kill.js';
import type { Sandbox } from './sandbox.js';
import { scopeOf } from './scope.js';

const run = promisify(execFile);

/** What a power cut leaves of a state root: its files, but nothing that was in memory, and another boot id. */
export async function reboot(sandbox: Sandbox): Promise<void> {
  const engine = await enginePid(sandbox);
  const containers = [...(await runningContainers(sandbox.root)).values()];
  // It must see nothing of what follows.
  process.kill(engine, 'SIGSTOP');
  for (const { monitor } of containers) process.kill(monitor, 'SIGKILL');
  process.kill(engine, 'SIGKILL');
  const pids = [engine, ...containers.flatMap(({ init, monitor }) => [init, monitor])];
  await eventually('all processes are gone', async () => {
    const alive = await Promise.all(pids.map((pid) => isAlive(pid)));
    return alive.every((lives) => !lives);
  });
  await forgetKernelObjects(sandbox);
  await rm(join(sandbox.root, 'run'), { recursive: true, force: true });
  const boot = join(sandbox.root, 'boot.json');
  const record = JSON.parse(await readFile(boot, 'utf8')) as object;
  await writeFile(boot, JSON.stringify({ ...record, bootId: 'an earlier one' }));
}

async function forgetKernelObjects(sandbox: Sandbox): Promise<void> {
  const pins = join(sandbox.root, 'run/netns');
  for (const name of await readdir(pins)) await run('umount', [join(pins, name)]);
  const scope = scopeOf(sandbox.root);
  const links = await readdir('/sys/class/net');
  for (const link of links) {
    if (link.startsWith(`tsc${scope.slice(0, 4)}-`)) await run('ip', ['link', 'delete', link]);
  }
  await run('nft', ['delete', 'table', 'inet', `tscompose-${scope}`]);
}
