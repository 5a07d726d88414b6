import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';
import { fullName } from './full-name.js';

/** A command line, and what it is for. */
export interface Example {
  readonly line: string;
  readonly purpose: string;
}

/** Where in an example the command itself stands, if it is not its beginning. */
const COMMAND = '$0';
const HEAD = 'Examples:';

/**
 * For `addHelpText('after', ...)` of a verb.
 * @param given command lines without the command (`-d web`), or with `$0` in its place, and what each is for
 */
export function examples(
  ...given: readonly (readonly [line: string, purpose: string])[]
): (context: { readonly command: Command }) => string {
  return ({ command }) => {
    const name = fullName(command);
    const shown = given.map(([line, purpose]) => {
      const whole = line.includes(COMMAND) ? line.replaceAll(COMMAND, name) : `${name} ${line}`;
      return `  # ${purpose}\n  $ ${whole.trimEnd()}`;
    });
    return `\n${HEAD}\n${shown.join('\n')}`;
  };
}

/** The examples that a command's help ends with. */
export function examplesOf(command: Command): readonly Example[] {
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  // It is an EventEmitter, though its types don't say so.
  (command as unknown as EventEmitter).emit('afterHelp', { error: false, command, write });
  return [...text.matchAll(/^ {2}# (.*)\n {2}\$ (.*)$/gm)].map(([, purpose = '', line = '']) => ({
    line,
    purpose,
  }));
}
