import { TscomposeError } from '../../base/errors.js';
import type { ContainerEnd, StackLogPart } from '../../spec/operations.js';
import type { LogPrinter } from './log-printer.js';

export interface FollowOptions {
  /** Ends the following without an error. */
  readonly signal: AbortSignal;
  /** Gets `web-1 exited with code 0` for every container that ends, and the end. */
  readonly onExit?: (line: string, end: ContainerEnd) => void;
}

/** Prints a log to its end, no faster than the reader takes it. */
export async function followLogs(
  parts: AsyncIterable<StackLogPart>,
  printer: LogPrinter,
  options: FollowOptions,
): Promise<void> {
  try {
    for await (const part of parts) {
      if (part.type === 'lines') {
        if (!printer.lines(part, part.lines)) await printer.drained();
      } else {
        printer.flush(part.container);
        const again = part.restarting ? ' (restarting)' : '';
        options.onExit?.(
          `${printer.nameOf(part.container)} exited with code ${part.exitCode}${again}\n`,
          part,
        );
      }
    }
  } catch (error) {
    const ended = options.signal.aborted && error instanceof TscomposeError && error.code === 'CANCELLED';
    if (!ended) throw error;
  } finally {
    printer.flush();
  }
}
