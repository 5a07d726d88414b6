import { runningContainers } from '../../support/containers.js';
import type { Random } from '../../support/random.js';
import type { Sandbox } from '../../support/sandbox.js';
import type { Load } from './load.js';
import { engineOf } from './observed.js';

interface Victim {
  readonly name: string;
  readonly pid: number;
}

/** Sends SIGKILL to one of those who work on a state root: engine, command line, monitors, containers. */
export class Killer {
  readonly #sandbox: Sandbox;
  readonly #random: Random;
  readonly #load: Load;

  constructor(sandbox: Sandbox, random: Random, load: Load) {
    this.#sandbox = sandbox;
    this.#random = random;
    this.#load = load;
  }

  /** @returns whom it hit; tries until somebody is there */
  async kill(): Promise<string> {
    for (;;) {
      const kinds = [() => this.#engine(), () => this.#command(), () => this.#monitor(), () => this.#init()];
      const victim = await this.#random.pick(kinds)?.();
      if (victim !== undefined && hit(victim)) return victim.name;
    }
  }

  /** The engine, and all monitors in the same moment. */
  async killAll(): Promise<void> {
    const engine = await this.#engine();
    const containers = [...(await runningContainers(this.#sandbox.root)).values()];
    for (const pid of [engine?.pid, ...containers.map(({ monitor }) => monitor)]) {
      if (pid !== undefined) hit({ name: '', pid });
    }
  }

  async #engine(): Promise<Victim | undefined> {
    const pid = await engineOf(this.#sandbox.root);
    return pid === undefined ? undefined : { name: 'engine', pid };
  }

  async #command(): Promise<Victim | undefined> {
    const child = this.#random.pick(this.#load.processes);
    if (child?.pid === undefined) return undefined;
    this.#load.willBeKilled(child);
    return { name: `command ${child.spawnargs.slice(3).join(' ')}`, pid: child.pid };
  }

  async #monitor(): Promise<Victim | undefined> {
    const found = this.#random.pick([...(await runningContainers(this.#sandbox.root))]);
    return found === undefined ? undefined : { name: `monitor of ${found[0]}`, pid: found[1].monitor };
  }

  async #init(): Promise<Victim | undefined> {
    const found = this.#random.pick([...(await runningContainers(this.#sandbox.root))]);
    return found === undefined ? undefined : { name: `init of ${found[0]}`, pid: found[1].init };
  }
}

/** False when it has ended meanwhile. */
function hit({ pid }: Victim): boolean {
  try {
    // A parent that is 1 or 0 is none of ours.
    return pid > 1 && process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
