import type { Argument, Command, Option } from 'commander';

/** What the word at the cursor can become. */
export type Expected =
  | {
      readonly type: 'value';
      readonly option: Option /** Stands before each value: `--format=`. */;
      readonly before: string;
    }
  | { readonly type: 'option'; readonly command: Command }
  | {
      readonly type: 'operand';
      /** Of a first operand: the command whose verbs may stand there. */
      readonly group: Command | undefined;
      readonly argument: Argument | undefined;
    };

export interface Scan {
  readonly expected: Expected;
  /** What of the value is there already. */
  readonly typed: string;
}

/**
 * Reads the words of an unfinished command line as commander would. Options before the verb are set in the program.
 * @param words after the program's name; the last is the one at the cursor, which may be empty
 */
export function scanWords(program: Command, words: readonly string[]): Scan {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? '';
  let command = program;
  let operands = 0;
  let optionsEnded = false;
  let awaiting: Option | undefined;
  for (const word of before) {
    if (awaiting !== undefined) {
      setOption(command, awaiting, word);
      awaiting = undefined;
    } else if (!optionsEnded && word === '--') optionsEnded = true;
    else if (!optionsEnded && isOption(word)) awaiting = readOption(command, word);
    else {
      const next = operands === 0 ? subcommand(command, word) : undefined;
      if (next === undefined) {
        operands += 1;
        // What follows the operands of `exec` and `run` is somebody else's command line.
        optionsEnded ||= takesCommandLine(command, operands);
      } else command = next;
    }
  }
  if (awaiting !== undefined) return { expected: { type: 'value', option: awaiting, before: '' }, typed };
  if (!optionsEnded && isOption(typed)) {
    const [name = '', value] = splitOption(typed);
    const option = value === undefined ? undefined : findOption(command, name);
    if (option === undefined || value === undefined) return { expected: { type: 'option', command }, typed };
    return { expected: { type: 'value', option, before: `${name}=` }, typed: value };
  }
  const group = operands === 0 ? command : undefined;
  return { expected: { type: 'operand', group, argument: argumentAt(command, operands) }, typed };
}

function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}

/** @returns the option whose value is the next word */
function readOption(command: Command, word: string): Option | undefined {
  const [name = '', value] = splitOption(word);
  // Of short options in one word the last may take a value.
  const letters = /^-[^-]./.test(name) ? [...name.slice(1)].map((letter) => `-${letter}`) : [name];
  for (const [index, letter] of letters.entries()) {
    const option = findOption(command, letter);
    if (option === undefined) return undefined;
    if (!option.required) continue;
    const rest = value ?? name.slice(index + 2);
    if (value === undefined && (letters.length === 1 || rest === '')) return option;
    setOption(command, option, rest);
    return undefined;
  }
  return undefined;
}

function splitOption(word: string): readonly [string, string?] {
  const at = word.indexOf('=');
  return at < 0 || !word.startsWith('--') ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function findOption(command: Command, name: string): Option | undefined {
  return command.options.find(({ long, short }) => long === name || short === name);
}

function subcommand(command: Command, word: string): Command | undefined {
  return command.commands.find((each) => each.name() === word || each.aliases().includes(word));
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic === true ? last : undefined);
}

function takesCommandLine(command: Command, operands: number): boolean {
  return command.registeredArguments[operands]?.name() === 'command';
}

function setOption(command: Command, option: Option, value: string): void {
  const name = option.attributeName();
  // A value that is none is the business of whoever runs the line.
  try {
    const parsed = option.parseArg?.(value, command.getOptionValue(name)) ?? value;
    command.setOptionValue(name, parsed);
  } catch {
    return;
  }
}
