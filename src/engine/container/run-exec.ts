import type { Readable } from 'node:stream';
import { type After, Deadline } from '../../base/deadline.js';
import { TscomposeError } from '../../base/errors.js';
import type { ExecRequest, ExecResult, ExecTarget } from '../../spec/engine.js';
import { ExecSession } from '../../wire/exec-session.js';

/**
 * Runs a command in a container to its end and keeps what it writes.
 * @throws COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, CONTAINER_NOT_RUNNING, CANCELLED
 */
export async function runExec(
  target: ExecTarget,
  request: ExecRequest,
  signal: AbortSignal,
): Promise<ExecResult> {
  using deadline = new Deadline(signal, request.timeoutMs, byTimer);
  const session = await startUnlessLate(target, request, deadline);
  if (session === undefined) return { exitCode: 'unknown', output: '', truncated: false, timedOut: true };
  session.stdin.end();
  const output = new BoundedOutput(request.maxOutput);
  await Promise.all([output.gather(session.stdout), output.gather(session.stderr)]);
  const { exitCode } = await session.result;
  if (signal.aborted) throw new TscomposeError('CANCELLED', 'interrupted', { cause: signal.reason });
  const timedOut = deadline.isOver && exitCode === 'unknown';
  return { exitCode, output: output.text(), truncated: output.truncated, timedOut };
}

const byTimer: After = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

/** Undefined when the time was over before the command had even executed. */
async function startUnlessLate(
  target: ExecTarget,
  request: ExecRequest,
  deadline: Deadline,
): Promise<ExecSession | undefined> {
  try {
    return await ExecSession.start(
      target.socketPath,
      {
        arg: request.args,
        env: overriddenBy(target.env, request.env),
        cwd: request.workingDir ?? target.workingDir,
        user: request.user ?? target.user,
        tty: false,
        rows: 0,
        cols: 0,
        tracked: true,
        ...(request.privileged ? { privileged: true } : {}),
      },
      deadline.signal,
    );
  } catch (error) {
    if (deadline.isOver && error instanceof TscomposeError && error.code === 'CANCELLED') return undefined;
    throw error;
  }
}

/** `KEY=value` lists joined; of a name that stands in both, the second's value. */
function overriddenBy(first: readonly string[], second: readonly string[]): readonly string[] {
  const named = (entry: string) => [entry.split('=', 1)[0] ?? '', entry] as const;
  return [...new Map([...first, ...second].map(named)).values()];
}

/** Both streams' bytes in the order they came, up to a limit; what is over it is read and dropped. */
class BoundedOutput {
  readonly #limit: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #truncated = false;

  /** @param limit bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  async gather(stream: Readable): Promise<void> {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const kept = chunk.subarray(0, this.#limit - this.#bytes);
      this.#bytes += kept.length;
      this.#truncated ||= kept.length < chunk.length;
      if (kept.length > 0) this.#chunks.push(kept);
    }
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
