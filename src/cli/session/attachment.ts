import type { EngineClient } from '../../api/messages.js';
import { lastTime, linesAfter } from '../../base/log-runs.js';
import type { ContainerEnd, StackLogPart } from '../../spec/operations.js';
import type { AttachChoice } from './attach-choice.js';
import { followLogs } from './follow-logs.js';
import type { LogPrinter } from './log-printer.js';
import type { StartingStack } from './starting-stack.js';

export interface AttachmentOptions {
  readonly stack: string;
  readonly choice: AttachChoice;
  /** RFC 3339; what was written before is not shown. */
  readonly since: string;
  readonly printer: LogPrinter;
  readonly onExit: (line: string, end: ContainerEnd) => void;
}

/**
 * Follows the containers of a stack that may still be starting. The engine ends a log when nothing runs, which may happen
 * between two one-shot services; the log is asked for again then, and what was shown already is left out.
 */
export class Attachment {
  readonly #client: EngineClient;
  readonly #options: AttachmentOptions;
  /** Container → time of its last line shown. */
  readonly #shown = new Map<string, string>();
  readonly #ended = new Set<string>();

  constructor(client: EngineClient, options: AttachmentOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** Prints until every container has ended, or the signal. */
  async follow(starting: StartingStack, signal: AbortSignal): Promise<void> {
    const { printer, onExit } = this.#options;
    for (;;) {
      const startsBefore = starting.starts;
      await followLogs(this.#parts(signal), printer, { signal, onExit });
      if (signal.aborted) return;
      if (starting.starts > startsBefore) continue;
      if (starting.isOver) return;
      await starting.nextStart();
    }
  }

  async *#parts(signal: AbortSignal): AsyncGenerator<StackLogPart> {
    const { stack, choice, since } = this.#options;
    const request = { services: choice.followed, linesOf: choice.shown, follow: true, since };
    const before = new Map(this.#shown);
    if (this.#ended.size > 0) {
      // What runs again has an end to come.
      for (const { name, state } of await this.#client.ps(stack)) {
        if (state.status === 'running') this.#ended.delete(name);
      }
    }
    const toldBefore = new Set(this.#ended);
    for await (const part of this.#client.logs(stack, request, signal)) {
      if (part.type === 'exited') {
        if (toldBefore.delete(part.container)) continue;
        this.#ended.add(part.container);
        yield part;
        continue;
      }
      const lines = linesAfter(part.lines, before.get(part.container));
      if (lines.length === 0) continue;
      this.#shown.set(part.container, lastTime(lines));
      yield { ...part, lines };
    }
  }
}
