import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Directory of the checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Runs a program in the checkout, its output passed through.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined>, cwd?: string }} [options]
 */
export async function run(program, args, options = {}) {
  const child = spawn(program, args, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: 'inherit',
  });
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')}: ${signal ?? `exit code ${code}`}`);
}

/** A program that a dependency brings; outside a checkout the one that npm brings. */
export function localBin(name) {
  const path = `${root}/node_modules/.bin/${name}`;
  return existsSync(path) ? path : name;
}
