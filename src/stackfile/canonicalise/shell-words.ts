/** Words of a command line, and where it was cut. */
export type ShellWords =
  /** `cutAt`: the shell operator at which reading stopped. */
  { readonly words: readonly string[]; readonly cutAt?: string } | { readonly problem: string };

/**
 * Splits text into words as a shell does with blanks, quotes and backslashes. No shell runs it, so nothing else
 * of a shell's language has a meaning. Like Compose, it keeps `$(...)` and backquotes together as one word, and
 * stops at the first `;`, `&`, `|`, `<` or `>`.
 */
export function splitShellWords(text: string): ShellWords {
  const words: string[] = [];
  let word: string | undefined;
  /** The character that ends the quotation that is open. */
  let closing = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '\\' && closing !== "'") {
      if (++index === text.length) return { problem: 'the text ends with a backslash' };
      word = (word ?? '') + (text[index] ?? '');
    } else if (closing !== '') {
      if (character !== closing || !isQuote(character)) word = (word ?? '') + character;
      if (character === closing) closing = '';
    } else if (isQuote(character)) {
      closing = character;
      word ??= '';
    } else if (character === '`' || (character === '(' && word?.endsWith('$'))) {
      closing = character === '(' ? ')' : '`';
      word = (word ?? '') + character;
    } else if (character === '(' || character === ')') {
      return {
        problem: `a ${character} has no meaning without a shell; quote it, or write ["sh", "-c", "..."]`,
      };
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (';&|<>'.includes(character)) {
      return { words: word === undefined ? words : [...words, word], cutAt: character };
    } else word = (word ?? '') + character;
  }
  if (closing !== '') return { problem: `the closing ${closing} is missing` };
  return { words: word === undefined ? words : [...words, word] };
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'";
}
