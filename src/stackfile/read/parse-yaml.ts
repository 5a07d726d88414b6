import { Composer, type Document, Lexer, Parser } from 'yaml';

/** Deeper than any stack, and shallow enough for code that recurses. A level of the text takes one or two. */
const DEPTH = 500;

/** A text that opens more than can be meant. */
export class TooDeep extends Error {
  /** Where in the text the last level opens, in UTF-16 units. */
  readonly offset: number;

  constructor(offset: number) {
    super('nested too deeply');
    this.offset = offset;
  }
}

/**
 * The documents of a YAML text, none when there is nothing in it. Every scalar is read as text (`failsafe`): the
 * dialect's own rules are applied afterwards.
 * @throws TooDeep before a hostile text has taken much memory
 */
export function parseYaml(text: string): readonly Document[] {
  const composer = new Composer({
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  return [...composer.compose(tokensOf(text))] as Document[];
}

/** What `Parser.parse` does, with a look at the depth after every word. */
function* tokensOf(text: string) {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEPTH) throw new TooDeep(parser.offset);
  }
  yield* parser.end();
}
