import { Composer, type Document, Parser } from 'yaml';
import { flowLexer } from './flow-lexer.js';
import { YamlSyntaxError } from './syntax-error.js';

/** Deeper than any stack, and shallow enough for code that recurses. A level of the text takes one or two. */
const DEPTH = 500;

/** Characters that YAML has no place for. */
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/**
 * The documents of a YAML text, none when there is nothing in it. Every scalar is read as text (`failsafe`): the
 * dialect's own rules are applied afterwards.
 * @throws YamlSyntaxError before a hostile text has taken much memory
 */
export function parseYaml(text: string): readonly Document[] {
  const control = CONTROL.exec(text);
  if (control !== null) {
    throw new YamlSyntaxError('a control character; a stack file is plain text', control.index);
  }
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
  for (const lexeme of flowLexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEPTH) {
      throw new YamlSyntaxError('the file is nested too deeply to be a stack file', parser.offset);
    }
  }
  yield* parser.end();
}
