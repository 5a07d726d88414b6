import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TscomposeError } from '../base/errors.js';
import { ObjectFiles } from '../engine/store/object-files.js';
import type { Addon } from '../native/addon-surface.js';
import type { Bindings, BindRequest } from '../spec/bindings.js';

const RECORD_VERSION = 1;
const STACK_NAME = /^[a-z0-9][a-z0-9_-]*$/;

/** `bindings/STACK.json`. */
interface Binding {
  readonly stack: string;
  readonly pid: number;
  /** When the process began, in clock ticks since boot (proc_pid_stat(5), field 22): another one may get its number. */
  readonly startTicks: string;
}

export interface BoundStacksOptions {
  /** State root. */
  readonly root: string;
  readonly addon: Pick<Addon, 'processEnd'>;
  /** Removes a stack with its volumes. */
  readonly takeDown: (stack: string) => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/** Keeps in mind which stacks go with which process, over the end of the engine too. */
export class BoundStacks implements Bindings {
  readonly #files: ObjectFiles<Binding>;
  readonly #options: BoundStacksOptions;
  /** By stack. */
  readonly #bindings = new Map<string, Binding>();

  constructor(options: BoundStacksOptions) {
    this.#options = options;
    this.#files = new ObjectFiles(join(options.root, 'bindings'), RECORD_VERSION, decodeBinding);
  }

  /** Goes on where an engine before left off; stacks whose process has ended meanwhile go at once. */
  async recover(): Promise<void> {
    await this.#files.recover();
    const useless: string[] = [];
    const bindings = await this.#files.listUsable((stack, error) => {
      this.#options.onFault(error);
      useless.push(stack);
    });
    // Nobody can say any more which process it was: the stack stays until somebody takes it down.
    await Promise.all(useless.map((stack) => this.#files.remove(stack)));
    for (const binding of bindings) this.#watch(binding);
  }

  /** Whether there is a process to wait for. */
  get busy(): boolean {
    return this.#bindings.size > 0;
  }

  async bindStack(stack: string, { pid }: BindRequest): Promise<void> {
    if (!STACK_NAME.test(stack)) throw new TscomposeError('USAGE', `"${stack}" is not a name of a stack`);
    const startTicks = await startTicksOf(pid);
    if (startTicks === undefined) {
      throw new TscomposeError('USAGE', `there is no process ${pid}`, {
        action: `bind stack ${stack} to its caller`,
        hint: 'The engine has to see the process: both must be in the same PID namespace.',
      });
    }
    const binding: Binding = { stack, pid, startTicks };
    await this.#files.put(stack, binding);
    this.#watch(binding);
  }

  async releaseStack(stack: string): Promise<void> {
    this.#bindings.delete(stack);
    if (STACK_NAME.test(stack)) await this.#files.remove(stack);
  }

  #watch(binding: Binding): void {
    this.#bindings.set(binding.stack, binding);
    this.#goWith(binding).catch(this.#options.onFault);
  }

  /** What cannot be taken down stays recorded: the next engine tries again. */
  async #goWith(binding: Binding): Promise<void> {
    const end = this.#options.addon.processEnd(binding.pid);
    // Whoever has the number now, the one watched is the one that is compared.
    if ((await startTicksOf(binding.pid)) === binding.startTicks) await end;
    if (this.#bindings.get(binding.stack) !== binding) return;
    await this.#options.takeDown(binding.stack);
    if (this.#bindings.get(binding.stack) === binding) await this.releaseStack(binding.stack);
  }
}

/** Undefined: there is no such process, or only what its parent has not reaped yet. */
async function startTicksOf(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command in parentheses can hold anything; the state is the third field.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

function decodeBinding({ stack, pid, startTicks }: Readonly<Record<string, unknown>>): Binding {
  if (typeof stack !== 'string' || typeof pid !== 'number' || typeof startTicks !== 'string') {
    throw new Error('it does not say which stack goes with which process');
  }
  return { stack, pid, startTicks };
}
