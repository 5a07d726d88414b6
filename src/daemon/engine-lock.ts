import { ftruncateSync } from 'node:fs';
import type { Addon } from '../native/addon-surface.js';

/** Descriptor of the lock, when a monitor took it and handed it down (native/monitor/engine_waker.cc). */
export const LOCK_VARIABLE = 'TSCOMPOSE_LOCK_FD';

/**
 * How long an engine must have been well before those that failed before it are forgotten: until then monitors wait longer and longer
 * before they start the next one.
 */
const WELL_AFTER_MS = 10_000;

/** The lock of a state root: whoever holds it is its engine. */
export class EngineLock {
  readonly #addon: Pick<Addon, 'closeFd'>;
  readonly #fd: number;
  readonly #timer: NodeJS.Timeout;

  private constructor(addon: Pick<Addon, 'closeFd'>, fd: number) {
    this.#addon = addon;
    this.#fd = fd;
    this.#timer = setTimeout(() => this.#forgetFailures(), WELL_AFTER_MS);
    this.#timer.unref();
  }

  /**
   * Undefined when another engine holds it.
   * @param options.wait until it lets go, instead
   * @param env the descriptor's variable is taken out of it, so that no child believes it has one
   */
  static async take(
    addon: Pick<Addon, 'awaitLock' | 'closeFd' | 'closeOnExec' | 'tryLock'>,
    path: string,
    env: NodeJS.ProcessEnv,
    { wait }: { readonly wait: boolean },
  ): Promise<EngineLock | undefined> {
    const inherited = env[LOCK_VARIABLE];
    delete env[LOCK_VARIABLE];
    if (inherited === undefined) {
      const fd = addon.tryLock(path) ?? (wait ? await addon.awaitLock(path) : undefined);
      return fd === undefined ? undefined : new EngineLock(addon, fd);
    }
    const fd = Number(inherited);
    addon.closeOnExec(fd);
    return new EngineLock(addon, fd);
  }

  /** The engine ends because it shall, not because something is wrong with it. */
  release(): void {
    clearTimeout(this.#timer);
    this.#forgetFailures();
    this.#addon.closeFd(this.#fd);
  }

  #forgetFailures(): void {
    ftruncateSync(this.#fd, 0);
  }
}
