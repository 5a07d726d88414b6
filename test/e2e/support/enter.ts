import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs a command of the container's image inside it, without any help of ours. @param init as the machine sees it */
export async function enter(init: number, command: readonly string[]): Promise<string> {
  const { stdout } = await run('nsenter', ['--target', String(init), '--all', '--root', ...command]);
  return stdout;
}
