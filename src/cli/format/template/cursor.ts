import { goQuote, KEYWORDS, type Token, type TokenType, tokens } from './lexer.js';
import { syntaxError } from './template-error.js';

const LONGEST_SHOWN = 10;

/** A token as Go's messages have it. */
function shown(type: TokenType, text: string): string {
  if (type === 'end') return 'EOF';
  if (type === 'dot' || text === 'nil' || KEYWORDS.includes(text)) return `<${text}>`;
  const characters = [...text];
  return characters.length > LONGEST_SHOWN
    ? `${goQuote(characters.slice(0, LONGEST_SHOWN).join(''))}...`
    : goQuote(text);
}

/** A place in the tokens of a template. */
export class Cursor {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokens(source);
  }

  peek(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token;
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** To come back to with {@link reset}. */
  mark(): number {
    return this.#at;
  }

  reset(mark: number): void {
    this.#at = mark;
  }

  skipSpace(): void {
    while (this.peek().type === 'space') this.#at += 1;
  }

  /** @param context what is being read, for the message @throws USAGE when something else follows */
  expect(type: TokenType, context: string): void {
    this.skipSpace();
    const token = this.next();
    if (token.type !== type) throw this.unexpected(token, context);
  }

  /** What was read since `start`. */
  textFrom(start: number): string {
    return this.#source.slice(start, this.peek().position).trimEnd();
  }

  unexpected({ type, text }: Token, context: string): Error {
    return this.error(`unexpected ${shown(type, text)} in ${context}`);
  }

  error(message: string): Error {
    return syntaxError(this.#source, this.peek().position, message);
  }
}
