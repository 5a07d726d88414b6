import { TscomposeError } from '../base/errors.js';
import type { ReadyTest } from '../model/ready-check.js';
import type { Engine } from '../spec/engine.js';
import type { ProbeMethod, ProbeResult } from './probe-result.js';

type LogTest = Extract<ReadyTest, { type: 'log' }>;

/** Follows the log of a run from its beginning until a line is as wanted. A line that has been written stays written. */
export class LogWatch implements ProbeMethod {
  readonly #news = new AbortController();
  readonly #what: string;
  readonly #fits: (line: string) => boolean;
  #line: string | undefined;
  #failure: unknown;

  constructor(engine: Engine, id: string, test: LogTest, ended: AbortSignal) {
    if ('text' in test) {
      this.#what = JSON.stringify(test.text);
      this.#fits = (line) => line.includes(test.text);
    } else {
      const expression = new RegExp(test.pattern, 'u');
      this.#what = `/${test.pattern}/`;
      this.#fits = (line) => expression.test(line);
    }
    this.#follow(engine, id, ended).catch((error: unknown) => {
      this.#failure = error;
    });
  }

  get news(): AbortSignal {
    return this.#news.signal;
  }

  get settled(): boolean {
    return this.#line !== undefined;
  }

  async probe(): Promise<ProbeResult> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#line !== undefined) return { exitCode: 0, output: this.#line };
    return { exitCode: 1, output: `no line of the log has ${this.#what} yet` };
  }

  async #follow(engine: Engine, id: string, ended: AbortSignal): Promise<void> {
    try {
      for await (const { log } of engine.logs(id, { follow: true, ofThisRun: true, signal: ended })) {
        const line = log.replace(/\r?\n$/, '');
        if (!this.#fits(line)) continue;
        this.#line = line;
        this.#news.abort();
        return;
      }
    } catch (error) {
      // Removed while it was looked for.
      if (!(error instanceof TscomposeError) || error.code !== 'CONTAINER_NOT_FOUND') throw error;
    }
  }
}
