import { TscomposeError } from '../../base/errors.js';
import type { StackLogItem } from '../../spec/operations.js';
import type { ContainerEnd } from './abort-rule.js';
import type { LogPrinter } from './log-printer.js';

export interface FollowOptions {
  /** Ends the following without an error. */
  readonly signal: AbortSignal;
  /** Gets `web-1 exited with code 0` for every container that ends, and the end. */
  readonly onExit?: (line: string, end: ContainerEnd) => void;
}

/** Prints a log to its end, no faster than the reader takes it. */
export async function followLogs(
  items: AsyncIterable<StackLogItem>,
  printer: LogPrinter,
  options: FollowOptions,
): Promise<void> {
  try {
    for await (const item of items) {
      if (item.type === 'log') {
        if (!printer.line(item)) await printer.drained(item.stream);
      } else {
        printer.flush(item.container);
        const again = item.restarting ? ' (restarting)' : '';
        options.onExit?.(
          `${printer.nameOf(item.container)} exited with code ${item.exitCode}${again}\n`,
          item,
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
