import { Listr, ListrLogger, ListrTaskState, ProcessOutput } from 'listr2';
import type { StepProgress } from '../../spec/operations.js';
import { decimalSize } from '../render/decimal-size.js';
import { fitLine, hiddenSteps } from './fit-terminal.js';
import type { ProgressSink } from './sink.js';
import { Transfers } from './transfers.js';

type Task = Listr['tasks'][number];

const STATES: Readonly<Record<StepProgress['state'], ListrTaskState>> = {
  working: ListrTaskState.STARTED,
  done: ListrTaskState.COMPLETED,
  warning: ListrTaskState.SKIPPED,
  error: ListrTaskState.FAILED,
};

/** What listr2 looks at when it draws, and lets nobody set a second time. */
interface Enabling {
  enabled: boolean;
}

interface Line {
  readonly task: Task;
  step: StepProgress;
}

const DEFAULT_ROWS = 24;
const DEFAULT_COLUMNS = 80;
/** Of what stands before each line, and one column that stays free. */
const ICON_WIDTH = 3;

/**
 * One live line per step, drawn by listr2. The steps are not known beforehand and run in the engine, so one untitled task
 * keeps the list open, and the others only mirror the state of their step.
 */
export class TtyProgress implements ProgressSink {
  readonly #list: Listr;
  readonly #lines = new Map<string, Line>();
  /** By the id of what they are part of: the lowest line of its parts. */
  readonly #lastOf = new Map<string, Task>();
  /** Whether lines are hidden for want of room. */
  #isCut = false;
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
    const line = this.#lineOf(step);
    line.step = step;
    // Plain fields, without the setters that draw at once: the spinner draws ten times a second, which is enough.
    line.task.state = STATES[step.state];
    if (step.parentId !== undefined) {
      line.task.title = this.#title(step, '');
      this.#note(step, step.parentId);
    } else line.task.title = this.#title(...this.#withOwnSum(step));
    this.#fit();
  }

  warning(message: string): void {
    this.#warnings.push(message);
  }

  async close(): Promise<void> {
    // The list decides in microtasks what is new in it.
    await new Promise((resolve) => setImmediate(resolve));
    this.#fit({ isLast: true });
    this.#finish();
    await this.#running;
    for (const message of this.#warnings) this.#stderr.write(`warning: ${message}\n`);
  }

  #note(step: StepProgress, parentId: string): void {
    this.#transfers.note(step, performance.now());
    const parent = this.#lines.get(keyOf({ id: parentId }));
    if (parent?.step.state === 'working') parent.task.title = this.#title(parent.step, this.#sum(parentId));
  }

  /** What is one transfer by itself, an archive perhaps, tells rate and time left too. */
  #withOwnSum(step: StepProgress): readonly [StepProgress, string] {
    const { current, total, ...rest } = step;
    if (step.state !== 'working' || current === undefined || total === undefined) return [step, ''];
    this.#transfers.note({ ...step, parentId: step.id }, performance.now());
    return [rest, this.#sum(step.id)];
  }

  /** Shows as many lines as there is room for; in the end whole steps stay, and layers only if all of them can. */
  #fit({ isLast = false } = {}): void {
    const lines = [...this.#lines.values()];
    const rows = (this.#stderr.rows ?? DEFAULT_ROWS) - 1;
    if (lines.length <= rows && !this.#isCut) return;
    this.#isCut = lines.length > rows;
    const steps = lines.map(({ step }) => step);
    const hidden = isLast
      ? new Set(
          this.#isCut
            ? steps.filter(({ parentId, state }) => parentId !== undefined && state === 'done')
            : [],
        )
      : hiddenSteps(steps, rows);
    for (const { step, task } of lines) (task as unknown as Enabling).enabled = !hidden.has(step);
  }

  #title(step: StepProgress, sum: string): string {
    const [name, rest] = titleOf(step);
    return fitLine(this.prefix + name, rest + sum, (this.#stderr.columns ?? DEFAULT_COLUMNS) - ICON_WIDTH);
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

  #lineOf(step: StepProgress): Line {
    const key = keyOf(step);
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    this.#list.add({ title: step.id, task: () => {} });
    const task = this.#list.tasks.at(-1) as Task;
    // Decides, in the next microtask, that the task is to be drawn.
    void task.check({});
    this.#moveToParent(task, step);
    const line = { task, step };
    this.#lines.set(key, line);
    return line;
  }

  /** Layers stand below their image, whatever images come in meanwhile. */
  #moveToParent(task: Task, { parentId }: StepProgress): void {
    if (parentId === undefined) return;
    const { tasks } = this.#list;
    const above = this.#lastOf.get(parentId) ?? this.#lines.get(keyOf({ id: parentId }))?.task;
    this.#lastOf.set(parentId, task);
    if (above === undefined) return;
    tasks.pop();
    tasks.splice(tasks.indexOf(above) + 1, 0, task);
  }
}

function keyOf({ id, parentId }: Pick<StepProgress, 'id' | 'parentId'>): string {
  return `${parentId ?? ''}\n${id}`;
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

/** What it is, and what becomes of it. */
function titleOf(step: StepProgress): readonly [string, string] {
  const indent = step.parentId === undefined ? '' : '  ';
  const bytes =
    step.state === 'working' && step.current !== undefined && step.total !== undefined
      ? ` ${decimalSize(step.current)}/${decimalSize(step.total)}`
      : '';
  const details = step.details === undefined ? '' : ` ${step.details}`;
  return [indent + step.id, `  ${step.text}${bytes}${details}`];
}
