import type { EngineClient } from '../../api/messages.js';
import { toTscomposeError } from '../../base/errors.js';
import type { UpRequest } from '../../spec/operations.js';
import type { Cli } from '../cli.js';
import { quietProgress } from '../progress/quiet.js';
import type { WatchRule } from '../watch/watch-rules.js';
import type { WatchScreen } from '../watch/watch-screen.js';
import { runOperation } from './run-operation.js';
import type { StartingStack } from './starting-stack.js';

/** Before what watching says among the lines of a log, as Docker Compose has it. */
const MARK = '        ⦿ ';

export interface UpWatchParts {
  /** Says what is done. */
  readonly cli: Cli;
  readonly client: EngineClient;
  readonly request: UpRequest;
  /** Whose files are watched. */
  readonly services: readonly string[];
  /** Gets to know what is restarted. */
  readonly starting: StartingStack;
  /** Called when watching has begun or ended. */
  readonly onChange: () => void;
}

/** Watches source files while an attached `up` shows its log. */
export class UpWatch {
  readonly #parts: UpWatchParts;
  #under: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  /** What was asked last is done after what was asked before. */
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: UpWatchParts) {
    this.#parts = parts;
  }

  get isOn(): boolean {
    return this.#under !== undefined;
  }

  /** What goes wrong is told. */
  start(): Promise<void> {
    return this.#inTurn(() => this.#start());
  }

  /** Resolves when nothing is watched any more. */
  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  toggle(): Promise<void> {
    return this.#inTurn(() => (this.isOn ? this.#stop() : this.#start()));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch((error: unknown) => this.#tell(error));
    return this.#turn;
  }

  async #start(): Promise<void> {
    if (this.#under !== undefined) return;
    const { cli, request, services } = this.#parts;
    const rules = await readRules(cli, request, services);
    const stop = new AbortController();
    const done = this.#follow(rules, stop.signal).catch((error: unknown) => {
      this.#under = undefined;
      if (!stop.signal.aborted) this.#tell(error);
    });
    this.#under = { stop, done };
    this.#parts.onChange();
  }

  async #stop(): Promise<void> {
    const under = this.#under;
    if (under === undefined) return;
    under.stop.abort();
    await under.done;
    this.#under = undefined;
    this.#parts.onChange();
  }

  async #follow(rules: readonly WatchRule[], signal: AbortSignal): Promise<void> {
    const { cli, client, request, starting } = this.#parts;
    const { followChanges } = await import('../watch/follow-changes.js');
    const screen: WatchScreen = {
      host: cli.host,
      say: (text) => this.#say(text),
      warn: (message) => cli.warn(message),
      operate: (begin) =>
        starting.whileRestarting(async () => {
          await runOperation(begin(signal), quietProgress);
        }),
    };
    await followChanges(screen, client, request, rules, signal);
  }

  #tell(error: unknown): void {
    this.#say(`Watch → ${toTscomposeError(error).message}`);
    this.#parts.onChange();
  }

  #say(text: string): void {
    const { cli } = this.#parts;
    const mark = cli.wantsColor() ? `\u001b[92m${MARK}\u001b[0m` : MARK;
    cli.print(`${mark}${text}\n`);
  }
}

/** @throws as `watchRules` does: before anything is started */
export async function readRules(
  cli: Pick<Cli, 'warn'>,
  { stack }: Pick<UpRequest, 'stack'>,
  services: readonly string[],
): Promise<readonly WatchRule[]> {
  const { watchRules } = await import('../watch/watch-rules.js');
  const { rules, warnings } = watchRules(stack, services);
  for (const warning of warnings) cli.warn(warning);
  return rules;
}
