import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Process id of the engine of a state root, found without asking it. */
export async function engineOf(root: string): Promise<number | undefined> {
  const found = await commands(
    (words) => words.some((word) => word.endsWith('daemon.cjs')) && words.includes(root),
  );
  return found[0];
}

/** Process ids of the monitors of a state root whose containers run; one that only says goodbye has no container any more. */
export async function monitorsOf(root: string): Promise<readonly number[]> {
  const monitors = await commands((words) => words[0]?.endsWith('/monitor') === true);
  const ours = await Promise.all(
    monitors.map(async (pid) => {
      const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
      const open = await Promise.all(
        descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
      );
      return open.some((path) => path.startsWith(`${root}/`) && path.endsWith('monitor.lock')) ? [pid] : [];
    }),
  );
  return ours.flat();
}

/** Addresses and ports that more than one attached container has. */
export async function doublyAssigned(root: string): Promise<readonly string[]> {
  const directory = join(root, 'run/endpoints');
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const endpoints = await Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(directory, name), 'utf8')) as Endpoint),
  );
  const taken = endpoints
    .filter(({ attached }) => attached)
    .flatMap(({ links, ports }) => [
      ...links.map(({ network, address }) => `${network} ${address}`),
      ...ports.map(({ protocol, hostIp, hostPort }) => `${protocol} ${hostIp}:${hostPort}`),
    ]);
  return taken.filter((one, index) => taken.indexOf(one) !== index);
}

interface Endpoint {
  readonly attached: boolean;
  readonly links: readonly { readonly network: string; readonly address: string }[];
  readonly ports: readonly {
    readonly protocol: string;
    readonly hostIp: string;
    readonly hostPort: number;
  }[];
}

async function commands(matches: (words: readonly string[]) => boolean): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return matches(text.split('\0')) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}
