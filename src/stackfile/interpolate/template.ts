import { quote } from '../tree.js';

/** How a template sees the variables; an absent one is undefined, an empty one is ''. */
export type Lookup = (name: string) => string | undefined;

/** What is wrong with a template, and where in it. */
export interface TemplateProblem {
  /** Of the `$`, in UTF-16 units from the start of the template. */
  readonly offset: number;
  /** What stands there, from the `$` on. */
  readonly reference: string;
  readonly message: string;
}

export type Substituted =
  | {
      readonly text: string;
      /** Variables that were asked for to make the text; those of a default that was not needed are left out. */
      readonly used: readonly string[];
      /** Variables that nothing defines and that were taken as empty, even within a default that was not needed. */
      readonly unset: readonly string[];
    }
  | { readonly problems: readonly [TemplateProblem, ...TemplateProblem[]] };

/**
 * Replaces `$X`, `${X}`, `${X:-default}`, `${X-default}`, `${X:?message}`, `${X?message}`, `${X:+other}`,
 * `${X+other}` and `$$`, nested. The forms with a colon treat an empty variable as unset. What follows the
 * operator is always worked out, so that a mistake in it is found whether it is needed or not. A `$` before
 * anything but a name, a brace or another `$` is an ordinary character.
 */
export function substitute(template: string, lookup: Lookup): Substituted {
  if (!template.includes('$')) return { text: template, used: [], unset: [] };
  const substitution = new Substitution(template, lookup);
  const { text, used } = substitution.run(0, template.length, 0);
  const [first, ...rest] = substitution.problems;
  if (first !== undefined) return { problems: [first, ...rest] };
  return { text, used: [...new Set(used)], unset: [...substitution.unset] };
}

interface Part {
  readonly text: string;
  readonly used: readonly string[];
  /** Index behind it in the template. */
  readonly end: number;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-?+]/y;
const DEPTH = 200;
/** More of a reference is not looked at to tell what is wrong with it. */
const REFERENCE = 500;
/** So many mistakes in one value are enough to tell. */
const PROBLEMS = 20;

class Substitution {
  readonly unset = new Set<string>();
  readonly problems: TemplateProblem[] = [];
  private readonly template: string;
  private readonly lookup: Lookup;

  constructor(template: string, lookup: Lookup) {
    this.template = template;
    this.lookup = lookup;
  }

  run(start: number, end: number, depth: number): Part {
    const used: string[] = [];
    const last = new LastBrace(this.template, end);
    let text = '';
    let index = start;
    while (index < end && this.problems.length < PROBLEMS) {
      const dollar = this.template.indexOf('$', index);
      if (dollar < 0 || dollar >= end) break;
      const part = this.reference(dollar, end, last, depth);
      text += this.template.slice(index, dollar) + part.text;
      used.push(...part.used);
      index = part.end;
    }
    return { text: text + this.template.slice(index, end), used, end };
  }

  private reference(dollar: number, end: number, last: LastBrace, depth: number): Part {
    const next = dollar + 1 < end ? this.template[dollar + 1] : undefined;
    if (next === '$') return { text: '$', used: [], end: dollar + 2 };
    if (next === '{') return this.braced(dollar, last, end, depth);
    const name = next === undefined ? undefined : this.match(NAME, dollar + 1, end);
    if (name === undefined) return { text: '$', used: [], end: dollar + 1 };
    return this.plain(name, dollar + 1 + name.length);
  }

  private braced(dollar: number, braces: LastBrace, end: number, depth: number): Part {
    const name = this.match(NAME, dollar + 2, end) ?? '';
    const after = dollar + 2 + name.length;
    if (name !== '' && this.template[after] === '}' && after < end) return this.plain(name, after + 1);
    const operator = name === '' ? undefined : this.match(OPERATOR, after, end);
    const last = operator === undefined ? -1 : braces.onLineOf(dollar);
    if (operator === undefined || last < after + operator.length) return this.invalid(dollar, end);
    if (depth >= DEPTH) return this.refuse(dollar, end, `nested deeper than ${DEPTH} levels`);
    const close = closingBrace(this.template, dollar, last) ?? last;
    const operand = this.run(after + operator.length, close, depth + 1);
    return this.operate(name, operator, operand, dollar, close + 1);
  }

  private operate(name: string, operator: string, operand: Part, dollar: number, end: number): Part {
    const value = this.lookup(name);
    const present = value !== undefined && !(operator.startsWith(':') && value === '');
    if (operator.endsWith('?') && !present) {
      const state = value === undefined ? 'not set' : 'empty';
      const reason = operand.text === '' ? '' : `: ${operand.text}`;
      return this.refuse(dollar, end, `the variable ${name} is required, but ${state}${reason}`);
    }
    const replaced = operator.endsWith('+') ? present : operator.endsWith('-') && !present;
    if (!replaced) return { text: value ?? '', used: [name], end };
    return { text: operand.text, used: [name, ...operand.used], end };
  }

  private plain(name: string, end: number): Part {
    const value = this.lookup(name);
    if (value === undefined) this.unset.add(name);
    return { text: value ?? '', used: [name], end };
  }

  private invalid(dollar: number, end: number): Part {
    const line = this.referenceAt(dollar, end);
    const reference = line.trimEnd();
    const why = `${quote(reference)} is no variable reference, as $NAME, \${NAME} or \${NAME:-default}`;
    const wrapped = /^\$\{[A-Za-z_][A-Za-z0-9_]*:?[-?+]/.test(line) && line.endsWith('\n');
    const hint = wrapped ? 'its "}" has to stand on the same line' : 'write "$$" for a dollar sign';
    this.problems.push({ offset: dollar, reference, message: `${why}; ${hint}` });
    return { text: '', used: [], end: dollar + 2 };
  }

  private refuse(dollar: number, end: number, message: string): Part {
    this.problems.push({ offset: dollar, reference: this.template.slice(dollar, end), message });
    return { text: '', used: [], end };
  }

  /** From the `$` to the closing brace, or to the end of the line when nothing closes it there. */
  private referenceAt(dollar: number, end: number): string {
    // A text may open a reference at every word and close none.
    const match = /^[^}\n]*(?:\}|\n|$)/.exec(this.template.slice(dollar, Math.min(end, dollar + REFERENCE)));
    return match?.[0] ?? '';
  }

  private match(pattern: RegExp, index: number, end: number): string | undefined {
    pattern.lastIndex = index;
    return pattern.exec(this.template)?.[0].slice(0, Math.max(0, end - index)) || undefined;
  }
}

/**
 * Index of the brace that closes the reference at `start`. As Compose counts them: any "{" opens one more, and
 * the character behind a "{" does not count.
 */
function closingBrace(template: string, start: number, last: number): number | undefined {
  let depth = 0;
  for (let index = start; index <= last; index++) {
    if (template[index] === '}' && --depth === 0) return index;
    if (template[index] === '{') {
      depth++;
      index++;
    }
  }
  return undefined;
}

/** Finds the last "}" of a line; asked with rising indices, it looks at every line once. */
class LastBrace {
  private readonly template: string;
  private readonly end: number;
  private lineEnd = -1;
  private brace = -1;

  constructor(template: string, end: number) {
    this.template = template;
    this.end = end;
  }

  onLineOf(index: number): number {
    if (index >= this.lineEnd) {
      // Within bounds: an operand must not look through the whole of a long template.
      const rest = this.template.slice(index, this.end);
      const newline = rest.indexOf('\n');
      this.lineEnd = newline < 0 ? this.end : index + newline;
      this.brace = index + this.template.slice(index, this.lineEnd).lastIndexOf('}');
    }
    return this.brace > index ? this.brace : -1;
  }
}
