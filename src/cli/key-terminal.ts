import { spawnSync } from 'node:child_process';

/**
 * Standard input's terminal without lines and echo; Ctrl-C and Ctrl-Z go on to send their signals, which Node's raw mode would
 * not let them do. @returns what gives it back; undefined: it is no terminal, or there is no stty
 */
export function takeKeys(): (() => void) | undefined {
  if (!process.stdin.isTTY) return undefined;
  const saved = stty('-g');
  if (saved === undefined || !take()) return undefined;
  // A shell gives a program that goes on after Ctrl-Z the shell's own modes.
  process.on('SIGCONT', take);
  const giveBack = () => {
    process.off('SIGCONT', take);
    process.off('exit', giveBack);
    stty(saved);
  };
  process.on('exit', giveBack);
  return giveBack;
}

function take(): boolean {
  return stty('-icanon', '-echo', 'min', '1', 'time', '0') !== undefined;
}

function stty(...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('stty', args, {
    stdio: ['inherit', 'pipe', 'ignore'],
    encoding: 'utf8',
  });
  return status === 0 ? stdout.trim() : undefined;
}
