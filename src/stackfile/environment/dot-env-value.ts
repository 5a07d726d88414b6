import { placeWithin } from '../interpolate/place-within.js';
import { type Lookup, substitute } from '../interpolate/template.js';
import type { Problems } from '../problems.js';
import type { SourceText } from '../read/source-text.js';

/** A value of an env file, and the index behind it. */
export interface ReadValue {
  readonly value: string;
  readonly end: number;
}

/** Reads values of an env file: unquoted to the end of the line, or within quotes. */
export class DotEnvValues {
  private readonly source: SourceText;
  private readonly lookup: Lookup;
  private readonly problems: Problems;

  constructor(source: SourceText, lookup: Lookup, problems: Problems) {
    this.source = source;
    this.lookup = lookup;
    this.problems = problems;
  }

  read(start: number): ReadValue {
    const quote = this.source.text[start];
    return quote === '"' || quote === "'" ? this.quoted(start, quote) : this.unquoted(start);
  }

  /** A comment begins with a space and a "#"; a "#" right behind the "=" belongs to the value. */
  private unquoted(start: number): ReadValue {
    const { text } = this.source;
    const newline = text.indexOf('\n', start);
    const line = text.slice(start, newline < 0 ? undefined : newline);
    const comment = line.indexOf(' #');
    const value = (comment < 0 ? line : line.slice(0, comment)).replace(/[\s\u0085]+$/, '');
    return { value: this.substituted(value, start), end: newline < 0 ? text.length : newline + 1 };
  }

  private quoted(start: number, quote: string): ReadValue {
    const { text } = this.source;
    let value = '';
    let from = start + 1;
    for (let index = from; index < text.length; index++) {
      if (text[index] === '\\') {
        // An escaped quote loses its backslash; any other escape is left for later, or for good.
        if (text[index + 1] === quote) {
          value += text.slice(from, index);
          from = index + 1;
        }
        index++;
      } else if (text[index] === quote) {
        value += text.slice(from, index);
        const end = index + 1;
        if (quote === "'") return { value, end };
        return { value: this.substituted(unescaped(value), start), end };
      }
    }
    this.problems.add({ source: this.source, offset: start }, [], `the ${quote} is never closed`);
    return { value: '', end: text.length };
  }

  private substituted(template: string, start: number): string {
    const result = substitute(template, this.lookup);
    if ('text' in result) {
      for (const name of result.unset) this.problems.warnUnset(name, { source: this.source, offset: start });
      return result.text;
    }
    for (const problem of result.problems) {
      const at = placeWithin({ source: this.source, offset: start }, template, problem);
      this.problems.add(at, [], problem.message);
    }
    return '';
  }
}

const ESCAPE = /\\(?:([abfnrtv"\\])|(\$)|0(\d{0,3}))/g;
const CHARACTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Works escapes out; an escaped dollar becomes `$$`, which the substitution turns into a plain one. */
function unescaped(text: string): string {
  return text.replace(ESCAPE, (_, letter?: string, dollar?: string, digits?: string) => {
    if (dollar !== undefined) return '$$';
    if (letter !== undefined) return CHARACTERS[letter] ?? letter;
    const octal = digits !== undefined && /^[0-3][0-7]{2}$/.test(digits);
    return octal ? String.fromCharCode(Number.parseInt(digits, 8)) : `\\${digits ?? ''}`;
  });
}
