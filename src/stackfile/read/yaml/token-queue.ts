import type { Token } from './token.js';

/** Tokens between scanner and parser. A key is known as one only at its colon: tokens can be put in between. */
export class TokenQueue {
  /** How many tokens have been taken out so far. */
  taken = 0;
  private tokens: Token[] = [];
  private head = 0;

  get isEmpty(): boolean {
    return this.head === this.tokens.length;
  }

  /** The number that the next token gets, counted from the start of the text. */
  get nextNumber(): number {
    return this.taken + this.tokens.length - this.head;
  }

  push(token: Token): void {
    this.tokens.push(token);
  }

  /** Puts a token before the one that has this number. */
  insert(number: number, token: Token): void {
    this.tokens.splice(this.head + number - this.taken, 0, token);
  }

  first(): Token {
    const token = this.tokens[this.head];
    if (token === undefined) throw new Error('there is no token behind the end of the stream');
    return token;
  }

  shift(): void {
    this.taken++;
    if (++this.head < this.tokens.length) return;
    this.tokens = [];
    this.head = 0;
  }
}
