/** Words of a command line, and where it was cut. */
export type ShellWords =
  /** `cutAt`: the shell operator at which reading stopped. */
  { readonly words: readonly string[]; readonly cutAt?: string } | { readonly problem: string };

/**
 * Splits text into words as a shell does with blanks, quotes and backslashes. No shell runs it, so nothing else
 * of a shell's language has a meaning; like Compose, it stops at the first `;`, `&`, `|`, `<` or `>`.
 */
export function splitShellWords(text: string): ShellWords {
  const words: string[] = [];
  let word: string | undefined;
  let quoting = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (character === '\\' && quoting !== "'") {
      if (++index === text.length) return { problem: 'the text ends with a backslash' };
      word = (word ?? '') + (text[index] ?? '');
    } else if (quoting !== '') {
      if (character === quoting) quoting = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quoting = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (';&|<>'.includes(character)) {
      return { words: word === undefined ? words : [...words, word], cutAt: character };
    } else word = (word ?? '') + character;
  }
  if (quoting !== '') return { problem: `a ${quoting} is never closed` };
  return { words: word === undefined ? words : [...words, word] };
}
