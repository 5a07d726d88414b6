import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type TscomposeError, toTscomposeError } from '../../base/errors.js';
import type { ContainerSpec } from '../../spec/container.js';
import { numberedFiles } from './log-files.js';
import type { MonitorLink } from './monitor-link.js';
import { SerialTurns } from './serial-turns.js';

/** Compresses the files of a log that are written no more, one after the other, in the threads that Node has for it. */
export class LogCompression {
  readonly #path: string;
  readonly #turns = new SerialTurns();

  /** @param path of the current file */
  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves when all files that were there are compressed. @throws the ErrnoException that kept one from being */
  run(): Promise<void> {
    return this.#turns.run(async () => {
      for (const number of await numberedFiles(this.#path)) await compress(`${this.#path}.${number}`);
    });
  }
}

/**
 * Compresses what a running container's monitor has finished, now and from here on, where its settings say so.
 * @param path of the current file
 * @param onFault gets what keeps one from being compressed: it stays as it is
 */
export function compressFinished(
  link: Pick<MonitorLink, 'onLogRotated'>,
  { log }: ContainerSpec,
  path: string,
  onFault: (error: TscomposeError) => void,
): void {
  if (!log?.compress) return;
  const compression = new LogCompression(path);
  const run = () => {
    compression.run().catch((error: unknown) => onFault(toTscomposeError(error)));
  };
  link.onLogRotated = run;
  run();
}

/** Readers find one or the other; the monitor may remove both at any time. */
async function compress(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const packed = `${file}.gz`;
  const temporary = `${file}.tmp`;
  try {
    await pipeline(createReadStream(file), createGzip(), createWriteStream(temporary, { mode: 0o640 }));
    await rename(temporary, packed);
  } catch (error) {
    await rm(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // The monitor has removed it meanwhile: it is not wanted any more.
  if (existsSync(file)) await rm(file, { force: true });
  else await rm(packed, { force: true });
}
