/** How a template sees the variables; an absent one is undefined, an empty one is ''. */
export type Lookup = (name: string) => string | undefined;

export type Substituted =
  /** `unset`: names of variables that were taken as empty because nothing defines them. */
  { readonly text: string; readonly unset: readonly string[] } | { readonly problem: string };

/**
 * Replaces `$X`, `${X}`, `${X:-default}`, `${X-default}`, `${X:?message}`, `${X?message}`, `${X:+other}`,
 * `${X+other}` and `$$`, nested as deep as one likes. The forms with a colon treat an empty variable as unset.
 */
export function substitute(template: string, lookup: Lookup): Substituted {
  const unset = new Set<string>();
  try {
    const text = new Substitution(template, lookup, unset).run();
    return { text, unset: [...unset] };
  } catch (error) {
    if (error instanceof TemplateProblem) return { problem: error.message };
    throw error;
  }
}

class TemplateProblem extends Error {}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-?+]/y;

class Substitution {
  private readonly template: string;
  private readonly lookup: Lookup;
  private readonly unset: Set<string>;
  private index = 0;

  constructor(template: string, lookup: Lookup, unset: Set<string>) {
    this.template = template;
    this.lookup = lookup;
    this.unset = unset;
  }

  run(): string {
    let text = '';
    while (this.index < this.template.length) {
      const dollar = this.template.indexOf('$', this.index);
      if (dollar < 0) return text + this.template.slice(this.index);
      text += this.template.slice(this.index, dollar);
      this.index = dollar;
      text += this.reference();
    }
    return text;
  }

  private reference(): string {
    const start = this.index++;
    if (this.template[this.index] === '$') {
      this.index++;
      return '$';
    }
    if (this.template[this.index] === '{') return this.braced(start);
    const name = this.match(NAME);
    if (name === undefined) throw new TemplateProblem('a lone "$"; write "$$" for a dollar sign');
    return this.value(name);
  }

  private braced(start: number): string {
    const end = closingBrace(this.template, start);
    this.index++;
    const name = end === undefined ? undefined : this.match(NAME);
    const operator = this.match(OPERATOR) ?? '';
    if (end === undefined || name === undefined || (operator === '' && this.index !== end)) {
      const text = this.template.slice(start, end === undefined ? undefined : end + 1);
      throw new TemplateProblem(
        `${JSON.stringify(text)} is no variable reference; write "$$" for a dollar sign`,
      );
    }
    const operand = this.template.slice(this.index, end);
    this.index = end + 1;
    return operator === '' ? this.value(name) : this.operate(name, operator, operand);
  }

  private operate(name: string, operator: string, operand: string): string {
    const value = this.lookup(name);
    const present = value !== undefined && !(operator.startsWith(':') && value === '');
    const other = () => new Substitution(operand, this.lookup, this.unset).run();
    if (operator.endsWith('+')) return present ? other() : '';
    if (present) return value;
    if (operator.endsWith('-')) return other();
    const message = other();
    throw new TemplateProblem(`the variable ${name} is required${message === '' ? '' : `: ${message}`}`);
  }

  private value(name: string): string {
    const value = this.lookup(name);
    if (value === undefined) this.unset.add(name);
    return value ?? '';
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.index;
    const text = pattern.exec(this.template)?.[0];
    this.index += text?.length ?? 0;
    return text;
  }
}

/** Index of the brace that closes the `${` at `start`; inner `${...}` are skipped. */
function closingBrace(template: string, start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < template.length; index++) {
    if (template.startsWith('$$', index)) index++;
    else if (template.startsWith('${', index)) {
      depth++;
      index++;
    } else if (template[index] === '}' && --depth === 0) return index;
  }
  return undefined;
}
