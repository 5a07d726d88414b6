import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Standard input's terminal without lines and echo; Ctrl-C and Ctrl-Z go on to send their signals, which Node's raw mode would
 * not let them do.
 * @param onLost called when the program goes on in the background: the terminal is somebody else's then
 * @returns what gives it back; undefined: it is no terminal, not ours, or there is no stty
 */
export function takeKeys(onLost: () => void): (() => void) | undefined {
  if (!process.stdin.isTTY || !isInForeground()) return undefined;
  const saved = stty('-g');
  if (saved === undefined || !take()) return undefined;
  const onContinue = () => {
    // A shell gives a program that goes on after Ctrl-Z the shell's own modes.
    if (isInForeground()) take();
    else onLost();
  };
  process.on('SIGCONT', onContinue);
  const giveBack = () => {
    process.off('SIGCONT', onContinue);
    process.off('exit', giveBack);
    if (isInForeground()) stty(saved);
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

/** The kernel stops whoever changes the modes of a terminal, or reads from it, in the background (proc(5): pgrp, tpgid). */
function isInForeground(): boolean {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The name, in parentheses, may have spaces and parentheses of its own.
  const [, , group, , , terminalGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return group === terminalGroup;
}
