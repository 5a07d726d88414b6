import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { formatAddress } from '../../../../src/engine/network/ipv4.js';
import { KernelNetworkDriver } from '../../../../src/engine/network/network-driver.js';
import type { Addon } from '../../../../src/native/addon-surface.js';
import { loadAddon } from '../../../../src/native/load-addon.js';
import type { BoundPort, PortSpec } from '../../../../src/spec/container.js';
import type { NetworkEndpoint } from '../../../../src/spec/parts.js';

const run = promisify(execFile);
const PEER = join(import.meta.dirname, 'peer.mjs');

export type Protocol = 'tcp' | 'udp';

export interface Outside {
  readonly netnsPath: string;
  readonly address: string;
  /** Address of this machine on the wire between them. */
  readonly machine: string;
}

/** A state root of its own with a driver on it, and small programs inside the namespaces that the driver makes. */
export class NetworkWorld implements AsyncDisposable {
  readonly root: string;
  readonly scope = randomBytes(4).toString('hex');
  driver: KernelNetworkDriver;
  readonly #servers = new Set<ChildProcess>();
  readonly #undo: (() => Promise<void>)[] = [];

  private constructor(root: string) {
    this.root = root;
    this.driver = this.#newDriver();
  }

  static async create(): Promise<NetworkWorld> {
    const world = new NetworkWorld(await mkdtemp(join(tmpdir(), 'tsc-net-')));
    await world.driver.recover([]);
    return world;
  }

  #newDriver(addon: Addon = loadAddon()): KernelNetworkDriver {
    return new KernelNetworkDriver(addon, {
      stateDir: this.root,
      runDir: join(this.root, 'run'),
      scope: this.scope,
      resolvConfPath: '/etc/resolv.conf',
      procPath: '/proc',
      subnetLockPath: join(tmpdir(), 'tsc-net-subnets.lock'),
    });
  }

  /** A second engine takes over from one that was killed: the old driver's memory is gone, its kernel objects aren't. */
  async takeOver(running: readonly string[]): Promise<void> {
    await this.driver.close();
    this.driver = this.#newDriver();
    await this.driver.recover(running);
  }

  /**
   * Runs `work` with a driver that can do `calls` more things to the kernel and nothing after them, as if it were killed
   * there, and then lets a new driver take over. @returns true when the work was done before its end came
   */
  async dieAfter(calls: number, running: readonly string[], work: () => Promise<unknown>): Promise<boolean> {
    const mortal = new MortalAddon(loadAddon());
    await this.driver.close();
    this.driver = this.#newDriver(mortal.addon);
    await this.driver.recover(running);
    mortal.left = calls;
    const outcome = await work().then(
      () => true,
      () => false,
    );
    mortal.left = Number.POSITIVE_INFINITY;
    await this.takeOver(running);
    return outcome;
  }

  network(name: string, options: { internal?: boolean; subnet?: string } = {}) {
    const { internal = false, subnet } = options;
    return this.driver.ensure({ name, labels: {}, internal, ...(subnet === undefined ? {} : { subnet }) });
  }

  /** Attaches a container whose id is its name. */
  attach(
    name: string,
    networks: readonly string[],
    ports: readonly Partial<PortSpec>[] = [],
  ): Promise<NetworkEndpoint> {
    return this.driver.attach({
      containerId: name,
      names: [name],
      attachments: networks.map((network) => ({ network, aliases: [] })),
      ports: ports.map((port) => ({
        hostIp: '0.0.0.0',
        hostPorts: [0, 0],
        containerPort: 80,
        protocol: 'tcp',
        ...port,
      })),
    });
  }

  /** Answers TCP and UDP on a port of the namespace (of the machine when there is none) with `NAME PEER-ADDRESS`. */
  async serve(name: string, where: string | undefined, port: number, address = '0.0.0.0'): Promise<void> {
    const [program, ...args] = inside(where, ['serve', name, address, String(port)]);
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#servers.add(child);
    for await (const line of createInterface({ input: child.stdout })) if (line === 'ready') return;
    throw new Error(`the server ${name} did not start`);
  }

  /** The answer, or `none`. */
  async ask(where: string | undefined, protocol: Protocol, address: string, port: number): Promise<string> {
    const [program, ...args] = inside(where, ['ask', protocol, address, String(port)]);
    try {
      return (await run(program, args)).stdout;
    } catch (error) {
      if ((error as { code?: unknown }).code === 1) return 'none';
      throw error;
    }
  }

  /** A machine on a wire of its own with this one. Its addresses differ from run to run, so that runs don't meet. */
  async outside(): Promise<Outside> {
    const name = `tsct${this.scope}`;
    const device = `${name}a`;
    // Four addresses of 198.18.0.0/15, which RFC 2544 sets aside for tests.
    const start = Number.parseInt(this.scope, 16) & 0x1fffc;
    const [machine, address] = [1, 2].map((offset) => formatAddress(0xc6120000 + start + offset));
    if (machine === undefined || address === undefined) throw new Error('two addresses are needed');
    this.#undo.push(async () => {
      await run('ip', ['link', 'delete', device]).catch(() => undefined);
      await run('ip', ['netns', 'delete', name]);
    });
    await run('ip', ['netns', 'add', name]);
    await run('ip', ['link', 'add', device, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name]);
    await run('ip', ['address', 'add', `${machine}/30`, 'dev', device]);
    await run('ip', ['link', 'set', device, 'up']);
    await run('ip', ['-n', name, 'address', 'add', `${address}/30`, 'dev', 'eth0']);
    await run('ip', ['-n', name, 'link', 'set', 'eth0', 'up']);
    await run('ip', ['-n', name, 'route', 'add', 'default', 'via', machine]);
    return { netnsPath: `/run/netns/${name}`, address, machine };
  }

  /** Everything of this scope that the kernel and the runtime directory hold, one line each. */
  async remains(): Promise<readonly string[]> {
    const prefixes = [`tsc${this.scope.slice(0, 4)}-`, `tscv${this.scope.slice(0, 4)}-`];
    const links = (await readdir('/sys/class/net')).filter((name) =>
      prefixes.some((prefix) => name.startsWith(prefix)),
    );
    const tables = (await run('nft', ['list', 'tables'])).stdout.split('\n');
    const files = await Promise.all(
      ['networks', 'run/endpoints', 'run/netns', 'run/names'].map(async (folder) =>
        (await readdir(join(this.root, folder))).map((name) => join(folder, name)),
      ),
    );
    return [...links, ...tables.filter((line) => line.endsWith(this.scope)), ...files.flat()].sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) server.kill('SIGKILL');
    await this.takeOver([]);
    for (const id of await readdir(join(this.root, 'run', 'endpoints'))) {
      await this.driver.detach(id.replace(/\.json$/, ''), { forget: true });
    }
    for (const network of await this.driver.list()) await this.driver.remove(network.spec.name);
    const remains = await this.remains();
    await this.driver.close();
    for (const undo of this.#undo) await undo();
    if (remains.length > 0) throw new Error(`left behind: ${remains.join(', ')}`);
    await rm(this.root, { recursive: true, force: true });
  }
}

/** An addon whose calls into the kernel fail once there are none left; what only frees descriptors always works. */
class MortalAddon {
  left = Number.POSITIVE_INFINITY;
  readonly addon: Addon;

  constructor(real: Addon) {
    const mortal = new Set([
      'netlinkOpen',
      'netlinkTransact',
      'netlinkTransactLater',
      'createNetns',
      'removeNetns',
    ]);
    this.addon = new Proxy(real, {
      get: (target, name) => {
        if (mortal.has(String(name)) && this.left-- <= 0) throw new Error('killed here');
        return Reflect.get(target, name);
      },
    });
  }
}

/** The host port of an endpoint's first published port. */
export function firstPort(ports: readonly BoundPort[]): number {
  const [port] = ports;
  if (port === undefined) throw new Error('nothing was published');
  return port.hostPort;
}

function inside(where: string | undefined, args: readonly string[]): [string, ...string[]] {
  const program = [process.execPath, PEER, ...args] as const;
  return where === undefined ? [...program] : ['nsenter', `--net=${where}`, ...program];
}
