import { Lexer } from 'yaml';

/** What {@link flowLexer} needs of the lexer's inside; package.json pins the version, and tests hold what is read. */
interface LexerInside {
  indentNext: number;
  parseFlowCollection(): Generator<string, unknown, unknown>;
}

/**
 * A lexer that lets lines within brackets begin at any column, as Compose does (YAML 1.1 wants them deeper than what
 * the brackets stand in): people write `command: [`, items and `]` below each other.
 */
export function flowLexer(): Lexer {
  const lexer = new Lexer();
  const inside = lexer as unknown as LexerInside;
  const strict = inside.parseFlowCollection;
  inside.parseFlowCollection = function* () {
    const { indentNext } = this;
    this.indentNext = 0;
    const next = yield* strict.call(this);
    this.indentNext = indentNext;
    return next;
  };
  return lexer;
}
