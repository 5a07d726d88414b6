import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { TscomposeError } from '../../base/errors.js';

/** There when systemd is the machine's first process (sd_booted(3)). */
const BOOTED = '/run/systemd/system';

export function systemdRuns(): boolean {
  return existsSync(BOOTED);
}

/** @throws KERNEL with what systemctl said */
export async function systemctl(...args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)('systemctl', args);
  } catch (error) {
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    const said = stderr.trim() === '' ? message : stderr.trim();
    throw new TscomposeError('KERNEL', `systemctl ${args.join(' ')} failed: ${said}`, {
      action: 'set up the service',
      cause: error,
    });
  }
}

export function unitExists(path: string): boolean {
  return existsSync(path);
}

/** Replaces a unit's file. @param secret nobody but root may read it  @throws USAGE when it cannot be written */
export function writeUnit(path: string, text: string, secret: boolean): void {
  const temporary = `${path}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { mode: secret ? 0o600 : 0o644 });
    renameSync(temporary, path);
  } catch (error) {
    throw unusable(path, 'write', error);
  }
}

/** @returns false when there was none. @throws USAGE when it cannot be removed */
export function removeUnit(path: string): boolean {
  try {
    rmSync(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw unusable(path, 'remove', error);
  }
}

function unusable(path: string, what: string, error: unknown): TscomposeError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new TscomposeError('USAGE', `cannot ${what} ${path}: ${message}`, {
    action: 'set up the service',
    subject: path,
    cause: error,
    ...(code === undefined ? {} : { errno: code }),
  });
}
