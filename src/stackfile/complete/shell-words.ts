/** Words of a command line, and where it was cut. */
export type ShellWords =
  /** `cutAt`: the shell operator at which reading stopped. */
  { readonly words: readonly string[]; readonly cutAt?: string } | { readonly problem: string };

type Quotation = '"' | "'" | '`' | ')';

/**
 * Splits text into words as a shell does with blanks, quotes and backslashes. No shell runs it, so nothing else
 * of a shell's language has a meaning. Like Compose, it keeps `$(...)` and backquotes together as one word, and
 * stops at the first `;`, `&`, `|`, `<` or `>`, without the digit of a redirection like `2>`.
 */
export function splitShellWords(text: string): ShellWords {
  return new Splitter().split(text);
}

class Splitter {
  private readonly words: string[] = [];
  private word: string | undefined;
  /** Quotations that are open: a backquote may hold quotes, nothing else is nested. */
  private readonly open = new Set<Quotation>();

  split(text: string): ShellWords {
    for (let index = 0; index < text.length; index++) {
      const character = text[index] ?? '';
      if (character === '\\' && !this.open.has("'")) {
        if (++index === text.length) return { problem: 'the text ends with a backslash' };
        this.add(text[index] ?? '');
      } else if (character === '(' && !this.isQuoted('"', "'", '`')) {
        if (this.open.has(')') || this.word?.endsWith('$') !== true) return { problem: parenthesis('(') };
        this.open.add(')');
        this.add('(');
      } else if (character === ')' && !this.isQuoted(')', '"', "'", '`')) {
        return { problem: parenthesis(')') };
      } else if (';&|<>'.includes(character) && this.open.size === 0) {
        if (character === '>' && /^\d/.test(this.word ?? '')) this.word = undefined;
        this.endWord();
        return { words: this.words, cutAt: character };
      } else this.take(character);
    }
    const [missing] = this.open;
    if (missing !== undefined) return { problem: `the closing ${missing} is missing` };
    this.endWord();
    return { words: this.words };
  }

  private take(character: string): void {
    if (/[ \t\r\n]/.test(character) && this.open.size === 0) this.endWord();
    else if (character === '"' && !this.isQuoted("'", ')')) this.quote('"');
    else if (character === "'" && !this.isQuoted('"', ')')) this.quote("'");
    else {
      if (character === '`' && !this.isQuoted('"', "'", ')')) this.toggle('`');
      if (character === ')' && !this.isQuoted('"', "'", '`')) this.open.delete(')');
      this.add(character);
    }
  }

  private quote(quotation: '"' | "'"): void {
    this.toggle(quotation);
    this.word ??= '';
  }

  private toggle(quotation: Quotation): void {
    if (!this.open.delete(quotation)) this.open.add(quotation);
  }

  private isQuoted(...quotations: readonly Quotation[]): boolean {
    return quotations.some((quotation) => this.open.has(quotation));
  }

  private add(text: string): void {
    this.word = (this.word ?? '') + text;
  }

  private endWord(): void {
    if (this.word !== undefined) this.words.push(this.word);
    this.word = undefined;
  }
}

function parenthesis(character: string): string {
  return `a ${character} has no meaning without a shell; quote it, or write ["sh", "-c", "..."]`;
}
