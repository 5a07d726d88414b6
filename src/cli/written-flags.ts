import type { Command, Option } from 'commander';

/**
 * Lets the flags of a command be written out, `--pause=false`, `-p=false`, as Docker's can; what isn't a flag of its own is left
 * alone, and so are the words of a command that it hands on.
 */
export function withWrittenFlags(
  command: Command,
  { handsOn = false }: { readonly handsOn?: boolean } = {},
): Command {
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (argv) => {
    const own = flagPositions(command, argv, handsOn);
    return parse(argv.map((word, at) => (own.has(at) ? shortened(command, word) : word)));
  };
  return command;
}

function shortened(command: Command, word: string): string {
  const [, name = '', value = ''] = /^(--[a-z-]+|-[a-z])=(true|false|1|0|t|f)$/i.exec(word) ?? [];
  const flag = findOption(command, name);
  if (flag?.long == null || !flag.isBoolean()) return word;
  return /^[1t]/i.test(value) ? flag.long : `--no-${flag.long.slice(2)}`;
}

/** Where its flags stand; a value of one is none, whatever it looks like, nor is what follows a command that it hands on. */
function flagPositions(command: Command, argv: readonly string[], handsOn: boolean): ReadonlySet<number> {
  const positions = new Set<number>();
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-') || word === '-') {
      if (handsOn) break;
      continue;
    }
    positions.add(at);
    if (takesNext(command, word)) at += 1;
  }
  return positions;
}

function takesNext(command: Command, word: string): boolean {
  if (word.startsWith('--')) return findOption(command, word)?.required === true;
  // Of joined letters, as in -itu, the first that takes a value has the rest for it, or the next word.
  const letters = [...word.slice(1)];
  const at = letters.findIndex((letter) => findOption(command, `-${letter}`)?.required);
  return at >= 0 && at === letters.length - 1;
}

function findOption(command: Command, name: string): Option | undefined {
  return command.options.find(({ long, short }) => long === name || short === name);
}
