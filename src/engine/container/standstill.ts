import { mountedHierarchies } from './cgroups.js';
import { pausedWrongly } from './container-errors.js';
import type { EventKind } from './event-kind.js';
import { freeze, thaw } from './freeze.js';
import type { KeptState } from './kept-state.js';

/** A container's processes standing still and going on. Written down before they stand still, so that a killed engine's successor knows. */
export class Standstill {
  readonly #cgroup: string;
  readonly #state: KeptState;
  readonly #emit: (event: EventKind) => void;

  constructor(cgroup: string, state: KeptState, emit: (event: EventKind) => void) {
    this.#cgroup = cgroup;
    this.#state = state;
    this.#emit = emit;
  }

  /** Of a container that runs. @param name for the error @throws CONTAINER_PAUSED when it is so already */
  async set(paused: boolean, name: string): Promise<void> {
    const { run } = this.#state;
    if (this.#state.paused === paused || run?.phase !== 'running') {
      throw pausedWrongly(name, `Container ${name} is ${paused ? 'already' : 'not'} paused`);
    }
    if (!paused) return this.goOn();
    await this.#state.save({ run: { ...run, paused } });
    try {
      await freeze(mountedHierarchies(), this.#cgroup);
    } catch (error) {
      await this.goOn();
      throw error;
    }
    this.#emit({ type: 'container-paused' });
  }

  /** Lets its processes go on after a pause. */
  async goOn(): Promise<void> {
    const { run } = this.#state;
    if (run?.phase !== 'running') return;
    const { paused: _paused, ...going } = run;
    await this.#state.save({ run: going });
    thaw(mountedHierarchies(), this.#cgroup);
    this.#emit({ type: 'container-unpaused' });
  }
}
