import type { ContainerEnd } from '../../spec/operations.js';

/** An end of a container as the log tells it. */
export interface AbortWishes {
  readonly abortOnContainerExit?: true;
  readonly abortOnContainerFailure?: true;
  readonly exitCodeFrom?: string;
}

/** Of one whose code is lost. */
const UNKNOWN = 1;

/**
 * Which end of a container ends an attached `up`, and with what code. `--exit-code-from` alone looks at its service only:
 * other services may end before it, as jobs do.
 */
export class AbortRule {
  readonly #wishes: AbortWishes;
  #aborted: ContainerEnd | undefined;
  #chosen: ContainerEnd | undefined;

  constructor(wishes: AbortWishes) {
    this.#wishes = wishes;
  }

  /** Looks at an end. @returns whether it is the one that everything is to be stopped for */
  see(end: ContainerEnd): boolean {
    if (end.service === this.#wishes.exitCodeFrom) this.#chosen ??= end;
    if (this.#aborted !== undefined || !this.#matters(end)) return false;
    this.#aborted = end;
    return true;
  }

  get isBroken(): boolean {
    return this.#aborted !== undefined;
  }

  /** What `up` ends with once all is stopped. */
  get exitCode(): number {
    const end = this.#wishes.exitCodeFrom === undefined ? this.#aborted : this.#chosen;
    if (end === undefined) return this.#aborted === undefined ? 0 : UNKNOWN;
    return end.exitCode === 'unknown' ? UNKNOWN : end.exitCode;
  }

  #matters({ service, exitCode }: ContainerEnd): boolean {
    const { abortOnContainerExit, abortOnContainerFailure, exitCodeFrom } = this.#wishes;
    if (abortOnContainerExit) return true;
    if (abortOnContainerFailure) return exitCode !== 0;
    return service === exitCodeFrom;
  }
}
