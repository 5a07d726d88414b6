import { randomBytes } from 'node:crypto';
import type { ExecNews } from '../../wire/messages.js';
import type { EventKind } from './event-kind.js';

/** Makes of what a monitor tells of commands the events that Docker has. Commands of the engine's own, health checks, make none. */
export class ExecEvents {
  readonly #emit: (event: EventKind) => void;
  /** Of commands under way, by process number. */
  readonly #ids = new Map<number, string>();

  constructor(emit: (event: EventKind) => void) {
    this.#emit = emit;
  }

  tell(news: ExecNews): void {
    // Of one that began before this engine did, nobody knows the id.
    const execId = this.#ids.get(news.pid) ?? randomBytes(32).toString('hex');
    if (news.type === 'ExecEnded') {
      this.#ids.delete(news.pid);
      this.#emit({ type: 'container-exec-ended', execId, exitCode: news.exitCode });
      return;
    }
    this.#ids.set(news.pid, execId);
    const command = news.arg.join(' ');
    this.#emit({ type: 'container-exec-created', execId, command });
    this.#emit({ type: 'container-exec-started', execId, command });
  }
}
