import { closeSync, writeSync } from 'node:fs';
import { REPORT_VARIABLE } from '../api/start-engine.js';
import type { TscomposeError } from '../base/errors.js';

/**
 * Tells whoever started this engine how that went, once. A monitor that starts an engine doesn't listen.
 * @param env the descriptor's variable is taken out of it, so that no child believes it has one
 */
export class StartReport {
  readonly #fd: number | undefined;

  constructor(env: NodeJS.ProcessEnv) {
    const fd = env[REPORT_VARIABLE];
    delete env[REPORT_VARIABLE];
    this.#fd = fd === undefined ? undefined : Number(fd);
  }

  ready(): void {
    this.#send('ready');
  }

  failed(error: TscomposeError): void {
    this.#send(JSON.stringify(error));
  }

  #send(text: string): void {
    if (this.#fd === undefined) return;
    try {
      writeSync(this.#fd, `${text}\n`);
    } catch (error) {
      // Whoever waited has gone meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    }
    closeSync(this.#fd);
  }
}
