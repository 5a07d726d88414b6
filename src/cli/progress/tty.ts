import { Listr, ListrLogger, ListrTaskState, ProcessOutput } from 'listr2';
import type { StepProgress } from '../../spec/operations.js';
import { decimalSize } from '../render/decimal-size.js';
import type { ProgressSink } from './sink.js';
import { Transfers } from './transfers.js';

type Task = Listr['tasks'][number];

const STATES: Readonly<Record<StepProgress['state'], ListrTaskState>> = {
  working: ListrTaskState.STARTED,
  done: ListrTaskState.COMPLETED,
  warning: ListrTaskState.SKIPPED,
  error: ListrTaskState.FAILED,
};

/**
 * One live line per step, drawn by listr2. The steps are not known beforehand and run in the engine, so one untitled task
 * keeps the list open, and the others only mirror the state of their step.
 */
export class TtyProgress implements ProgressSink {
  readonly #list: Listr;
  readonly #tasks = new Map<string, Task>();
  readonly #parents = new Map<string, StepProgress>();
  readonly #transfers = new Transfers();
  readonly #running: Promise<unknown>;
  readonly #finish: () => void;
  readonly #warnings: string[] = [];
  readonly #stderr: NodeJS.WriteStream;

  /** @param prefix of each line */
  constructor(
    stderr: NodeJS.WriteStream,
    private readonly prefix: string,
  ) {
    this.#stderr = stderr;
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    this.#finish = finish;
    this.#list = new Listr([{ task: () => finished }], {
      concurrent: true,
      // Interrupts belong to the command: listr2 would end the process at the first.
      registerSignalListeners: false,
      renderer: 'default',
      rendererOptions: {
        formatOutput: 'truncate',
        collapseSkips: false,
        logger: new ListrLogger({
          useIcons: true,
          toStderr: [],
          processOutput: new ProcessOutput(stderr, stderr),
        }),
      },
    });
    this.#running = this.#list.run();
  }

  step(step: StepProgress): void {
    const task = this.#taskOf(step);
    // Plain fields, without the setters that draw at once: the spinner draws ten times a second, which is enough.
    task.title = this.prefix + titleOf(step);
    task.state = STATES[step.state];
    if (step.parentId === undefined) {
      this.#parents.set(step.id, step);
      return;
    }
    this.#transfers.note(step, performance.now());
    const parent = this.#parents.get(step.parentId);
    if (parent?.state === 'working')
      this.#taskOf(parent).title = `${this.prefix}${titleOf(parent)}${this.#sum(parent.id)}`;
  }

  warning(message: string): void {
    this.#warnings.push(message);
  }

  async close(): Promise<void> {
    this.#finish();
    await this.#running;
    for (const message of this.#warnings) this.#stderr.write(`warning: ${message}\n`);
  }

  /** All layers of an image together. */
  #sum(id: string): string {
    const all = this.#transfers.summary(id);
    if (all === undefined) return '';
    const { current, total, rate, remaining } = all;
    const speed = rate === undefined ? '' : `  ${decimalSize(rate)}/s`;
    const rest = remaining === undefined ? '' : `  ETA ${clockTime(remaining)}`;
    return ` ${decimalSize(current)}/${decimalSize(total)}${speed}${rest}`;
  }

  #taskOf(step: StepProgress): Task {
    const key = `${step.parentId ?? ''}\n${step.id}`;
    const known = this.#tasks.get(key);
    if (known !== undefined) return known;
    this.#list.add({ title: step.id, task: () => {} });
    const task = this.#list.tasks.at(-1) as Task;
    // Decides, in the next microtask, that the task is to be drawn.
    void task.check({});
    this.#tasks.set(key, task);
    return task;
  }
}

/** `12s`, `3m05s`, `2h10m`. */
function clockTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}m${two(whole % 60)}s`
    : `${Math.floor(minutes / 60)}h${two(minutes % 60)}m`;
}

function titleOf(step: StepProgress): string {
  const indent = step.parentId === undefined ? '' : '  ';
  const bytes =
    step.state === 'working' && step.current !== undefined && step.total !== undefined
      ? ` ${decimalSize(step.current)}/${decimalSize(step.total)}`
      : '';
  const details = step.details === undefined ? '' : ` ${step.details}`;
  return `${indent}${step.id}  ${step.text}${bytes}${details}`;
}
