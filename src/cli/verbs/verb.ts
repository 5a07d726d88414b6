import type { Command } from 'commander';
import type { Cli } from '../cli.js';

/** Gives a verb's action the run it belongs to, once the options before the verb are parsed. */
export type Run = <Arguments extends unknown[]>(
  action: (cli: Cli, ...args: Arguments) => Promise<void>,
) => (...args: Arguments) => Promise<void>;

/** Adds one verb, with its arguments and options, to the program. */
export type AddVerb = (program: Command, run: Run) => void;
