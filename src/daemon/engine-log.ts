import { appendFileSync, renameSync, statSync } from 'node:fs';
import type { TscomposeError } from '../base/errors.js';
import { isDiskFull } from '../engine/store/overwrite.js';

/** Bytes after which the log starts anew; one older file is kept. */
const MAX_BYTES = 4 * 1024 * 1024;

/** The engine's own log: few lines, one per thing that somebody may want to look up later. */
export class EngineLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > MAX_BYTES) renameSync(path, `${path}.1`);
  }

  info(text: string): void {
    this.#write(text);
  }

  error(error: TscomposeError): void {
    const { action, subject } = error.details;
    const where = [action, subject].filter((part) => part !== undefined).join(' ');
    this.#write(`${error.code}${where === '' ? '' : ` (${where})`}: ${error.message}`);
    if (error.code === 'INTERNAL')
      this.#write((error.details.cause as Error | undefined)?.stack ?? error.stack ?? '');
  }

  /** A full disk, or a directory that somebody removed, costs the line, not the engine. */
  #write(text: string): void {
    try {
      appendFileSync(this.#path, `${new Date().toISOString()} [${process.pid}] ${text}\n`, { mode: 0o600 });
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!isGone && !isDiskFull(error)) throw error;
    }
  }
}
