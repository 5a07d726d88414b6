import { type Lookup, substitute } from '../interpolate/template.js';
import type { Problems } from '../problems.js';
import type { SourceText } from '../read/source-text.js';

/** Name, blanks, then `=`, `:` or nothing; `export` before it has no meaning. */
const START = /[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*(?:[=:][ \t]*|(?=\r?\n|$|#))/y;
const SKIPPED = /(?:\s+|#[^\n]*)*/y;
const REST_OF_LINE = /[^\n]*/y;
const AFTER_QUOTE = /[ \t]*(?:#[^\n]*)?(?=\r?\n|$)/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  $: '$$',
};

/**
 * Reads a `.env` file: `NAME=value`, `'as it is'`, `"with escapes and ${VARIABLES}"`, several lines within
 * quotes, `#` comments, `export`. A name without a value takes the caller's, if there is one.
 * @param lookup the variables that come before this file; a value may also use names from lines above it
 */
export function parseDotEnv(source: SourceText, lookup: Lookup, problems: Problems): Map<string, string> {
  return new DotEnvReader(source, lookup, problems).read();
}

class DotEnvReader {
  private readonly source: SourceText;
  private readonly lookup: Lookup;
  private readonly problems: Problems;
  private readonly values = new Map<string, string>();
  private index = 0;

  constructor(source: SourceText, lookup: Lookup, problems: Problems) {
    this.source = source;
    this.lookup = lookup;
    this.problems = problems;
  }

  read(): Map<string, string> {
    this.match(SKIPPED);
    while (this.index < this.source.text.length) {
      this.line();
      this.match(SKIPPED);
    }
    return this.values;
  }

  private line(): void {
    const start = this.index;
    const matched = this.match(START);
    const name = matched?.[1];
    if (matched === undefined || name === undefined) {
      this.report(start, 'a line has to be NAME=value');
      this.match(REST_OF_LINE);
    } else if (!/[=:]\s*$/.test(matched[0])) {
      const inherited = this.lookup(name);
      if (inherited !== undefined) this.values.set(name, inherited);
    } else this.set(name);
  }

  private set(name: string): void {
    const start = this.index;
    const quote = this.source.text[start];
    if (quote !== '"' && quote !== "'") {
      const text = (this.match(REST_OF_LINE)?.[0] ?? '').replace(/(?:^|[ \t])#.*$/s, '').trim();
      this.values.set(name, this.substituted(text, start));
      return;
    }
    const text = this.quoted(quote);
    if (text === undefined) {
      this.report(start, `the ${quote} is never closed`);
      this.index = this.source.text.length;
      return;
    }
    if (this.match(AFTER_QUOTE) === undefined) {
      this.report(this.index, 'nothing but a comment may follow the closing quote');
      this.match(REST_OF_LINE);
    }
    this.values.set(name, quote === "'" ? text : this.substituted(text, start));
  }

  /** The text between quotes; in double quotes an escaped dollar is kept as `$$` for the substitution. */
  private quoted(quote: string): string | undefined {
    const { text } = this.source;
    let value = '';
    for (let index = this.index + 1; index < text.length; index++) {
      const character = text[index] ?? '';
      const next = text[index + 1] ?? '';
      if (character === quote) {
        this.index = index + 1;
        return value;
      }
      if (character === '\\' && (quote === '"' || next === "'")) {
        value += quote === '"' ? (ESCAPES[next] ?? `\\${next}`) : next;
        index++;
      } else value += character;
    }
    return undefined;
  }

  private substituted(text: string, offset: number): string {
    const result = substitute(text, (name) => this.lookup(name) ?? this.values.get(name));
    if ('text' in result) return result.text;
    this.report(offset, result.problem);
    return '';
  }

  private report(offset: number, message: string): void {
    this.problems.add({ source: this.source, offset }, [], message);
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.index;
    const match = pattern.exec(this.source.text) ?? undefined;
    this.index += match?.[0].length ?? 0;
    return match;
  }
}
