import type { StepProgress } from '../../spec/operations.js';
import type { Output } from '../host.js';
import type { ProgressSink } from './sink.js';
import { StepChanges } from './step-change.js';

/** One line per change: ` Container demo-web-1  Creating`. Byte counts are left out, so that logs of CI stay short. */
export class PlainProgress implements ProgressSink {
  readonly #stderr: Output;
  readonly #changes = new StepChanges();

  /** @param prefix of each line */
  constructor(
    stderr: Output,
    private readonly prefix: string,
  ) {
    this.#stderr = stderr;
  }

  step(step: StepProgress): void {
    if (!this.#changes.isNew(step)) return;
    const details = step.details === undefined ? '' : ` ${step.details}`;
    this.#stderr.write(`${this.prefix} ${step.id}  ${step.text}${details}\n`);
  }

  warning(message: string): void {
    this.#stderr.write(`warning: ${message}\n`);
  }

  async close(): Promise<void> {}
}
