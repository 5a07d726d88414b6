import type { Command } from 'commander';

/** Lets the flags of a command be written out, `--pause=false`, as Docker's can; what isn't a flag of its own is left alone. */
export function withWrittenFlags(command: Command): Command {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (argv) => parse(argv.map((word) => shortened(command, word)));
  return command;
}

function shortened(command: Command, word: string): string {
  const [, name = '', value = ''] = /^--([a-z-]+)=(true|false|1|0|t|f)$/i.exec(word) ?? [];
  const isFlag = command.options.some((option) => option.long === `--${name}` && option.isBoolean());
  if (!isFlag) return word;
  return /^[1t]/i.test(value) ? `--${name}` : `--no-${name}`;
}
