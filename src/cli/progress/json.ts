import type { StepProgress } from '../../spec/operations.js';
import type { Output } from '../host.js';
import type { ProgressSink } from './sink.js';

const STATUS = { working: 'Working', done: 'Done', warning: 'Warning', error: 'Error' } as const;

/** One JSON object per line, for programs; keys as Docker Compose's. */
export class JsonProgress implements ProgressSink {
  readonly #stderr: Output;

  /** @param dryRun whether nothing is done, which each line says then */
  constructor(
    stderr: Output,
    private readonly dryRun: boolean,
  ) {
    this.#stderr = stderr;
  }

  step(step: StepProgress): void {
    const { current, total } = step;
    const percent =
      current === undefined || total === undefined || total === 0
        ? undefined
        : Math.floor((current * 100) / total);
    this.#line({
      id: step.id,
      parent_id: step.parentId,
      status: STATUS[step.state],
      text: step.text,
      details: step.details,
      current,
      total,
      percent,
    });
  }

  warning(message: string): void {
    this.#line({ warning: true, message });
  }

  async close(): Promise<void> {}

  #line(value: object): void {
    this.#stderr.write(`${JSON.stringify(this.dryRun ? { 'dry-run': true, ...value } : value)}\n`);
  }
}
