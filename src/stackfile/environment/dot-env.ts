import type { Lookup } from '../interpolate/template.js';
import type { Problems } from '../problems.js';
import type { SourceText } from '../read/source-text.js';
import type { Variable } from '../request.js';
import { quote } from '../tree.js';
import { DotEnvValues } from './dot-env-value.js';

/** White space that ends no line; a carriage return counts, so that CRLF files read the same. */
const BLANKS = /[\t\v\f\r \u0085\u00a0]*/y;
const SPACE = /[\s\u0085]+/y;
const COMMENT = /#[^\n]*/y;
const EXPORT = /export(?=[\t\n\f\r ])/y;
const NAME = /[\p{L}\p{N}_.[\]\-\t\v\f\r \u0085\u00a0]*/uy;

/**
 * Reads an env file in Compose's dialect: `NAME=value` (or `NAME: value`), `'as it is'`, `"with escapes and
 * ${VARIABLES}"`, several lines within quotes, `#` comments, `export`. A name without a value takes the value that
 * `lookup` knows, if any. Behind a closing quote the next statement may begin at once.
 * @param lookup the variables that a value may use; they go before names that stand above it in the file
 * @param before variables of earlier files, which a value may use too
 */
export function parseDotEnv(
  source: SourceText,
  lookup: Lookup,
  problems: Problems,
  before: ReadonlyMap<string, Variable> = new Map(),
): Map<string, Variable> {
  return new DotEnvReader(source, lookup, problems, before).read();
}

class DotEnvReader {
  private readonly source: SourceText;
  private readonly lookup: Lookup;
  private readonly problems: Problems;
  private readonly found = new Map<string, Variable>();
  private readonly values: DotEnvValues;
  private index = 0;

  constructor(source: SourceText, lookup: Lookup, problems: Problems, before: ReadonlyMap<string, Variable>) {
    this.source = source;
    this.lookup = lookup;
    this.problems = problems;
    const inScope: Lookup = (name) => lookup(name) ?? (this.found.get(name) ?? before.get(name))?.value;
    this.values = new DotEnvValues(source, inScope, problems);
  }

  read(): Map<string, Variable> {
    for (;;) {
      while (this.pass(SPACE) || this.pass(COMMENT));
      if (this.index >= this.source.text.length) break;
      this.statement();
    }
    return this.found;
  }

  private statement(): void {
    const start = this.index;
    if (this.pass(EXPORT)) this.pass(BLANKS);
    const nameStart = this.index;
    this.pass(NAME);
    const { text } = this.source;
    const end = text[this.index];
    // Compose takes a last line without a line end for a value without a name.
    if (nameStart >= text.length) this.report(start, 'there is no name behind "export"');
    else if (this.index >= text.length) this.value('', nameStart, nameStart);
    else if (end !== '=' && end !== ':' && end !== '\n') this.badName(nameStart);
    else {
      const name = text.slice(nameStart, this.index).replace(/[\s\u0085]+$/, '');
      this.index++;
      if (name.includes(' ')) this.spacedName(name, nameStart, end);
      else if (end === '\n') this.inherited(name, start);
      else this.value(name, nameStart, this.afterBlanks());
    }
  }

  private value(name: string, nameStart: number, valueStart: number): void {
    const { value, end } = this.values.read(valueStart);
    this.index = end;
    this.set(name, value, nameStart);
  }

  private inherited(name: string, start: number): void {
    const value = this.lookup(name);
    if (value !== undefined) this.set(name, value, start);
  }

  private set(name: string, value: string, offset: number): void {
    this.found.set(name, { value, from: { kind: 'file', at: { source: this.source, offset } } });
  }

  private badName(nameStart: number): void {
    const character = String.fromCodePoint(this.source.text.codePointAt(this.index) ?? 0);
    const message =
      this.index === nameStart
        ? `a line has to be NAME=value, but this one begins with ${quote(character)}`
        : `${quote(character)} cannot stand in the name of a variable; a line has to be NAME=value`;
    this.report(this.index, message);
    this.skipLine();
  }

  private spacedName(name: string, offset: number, end: string): void {
    this.report(offset, `the name ${quote(name)} holds a space`);
    if (end !== '\n') this.index = this.values.read(this.afterBlanks()).end;
  }

  private report(offset: number, message: string): void {
    this.problems.add({ source: this.source, offset }, [], message);
  }

  private afterBlanks(): number {
    this.pass(BLANKS);
    return this.index;
  }

  private skipLine(): void {
    const newline = this.source.text.indexOf('\n', this.index);
    this.index = newline < 0 ? this.source.text.length : newline;
  }

  /** Steps over what matches here; false when nothing does. */
  private pass(pattern: RegExp): boolean {
    pattern.lastIndex = this.index;
    const length = pattern.exec(this.source.text)?.[0].length ?? 0;
    this.index += length;
    return length > 0;
  }
}
