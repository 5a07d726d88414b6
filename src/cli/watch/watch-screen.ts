import type { OperationEvent } from '../../spec/operations.js';
import type { Host } from '../host.js';

/** Where watching tells what it does, which it shares with a log, or has to itself. */
export interface WatchScreen {
  /** Gets what commands in containers write. */
  readonly host: Host;
  /** @param text a line without its end */
  say(text: string): void;
  warn(message: string): void;
  /** Runs an operation on the stack to its end, and shows of it what there is room for. */
  operate(begin: (signal: AbortSignal) => AsyncIterable<OperationEvent>): Promise<void>;
}
