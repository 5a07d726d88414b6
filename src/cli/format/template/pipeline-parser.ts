import type { Cursor } from './cursor.js';
import { goQuote, KEYWORDS, type Token } from './lexer.js';
import { parseNumber, unquote } from './literals.js';
import type { Command, Expression, Pipeline } from './nodes.js';

/** Reads what stands in actions: values, functions with their arguments, pipes and declarations. */
export class PipelineParser {
  readonly #source: string;
  readonly #functions: ReadonlySet<string>;
  readonly #cursor: Cursor;
  /** In scope, innermost last. */
  variables: string[] = ['$'];

  /** @param functions names of those that may be called */
  constructor(source: string, functions: ReadonlySet<string>, cursor: Cursor) {
    this.#source = source;
    this.#functions = functions;
    this.#cursor = cursor;
  }

  /**
   * Reads up to and with what ends the pipeline.
   * @param context what it belongs to, for messages
   * @throws USAGE
   */
  pipeline(context: string, until: 'close' | 'right'): Pipeline {
    this.#cursor.skipSpace();
    const start = this.#cursor.peek().position;
    const { variables, assigns } = this.#declarations(context);
    const commands: Command[] = [];
    for (;;) {
      this.#cursor.skipSpace();
      const token = this.#cursor.peek();
      if (token.type === until) {
        const part = this.#source.slice(start, token.position).trimEnd();
        this.#cursor.next();
        if (commands.length === 0) throw this.#cursor.error(`missing value for ${context}`);
        this.#checkStages(commands);
        for (const name of assigns ? [] : variables) this.variables.push(name);
        return { position: start, part, variables, assigns, commands };
      }
      if (commands.length > 0) {
        if (token.type !== 'pipe') throw this.#cursor.unexpected(token, context);
        this.#cursor.next();
        this.#cursor.skipSpace();
        if (this.#cursor.peek().type === until) throw this.#cursor.error('missing value for command');
      }
      commands.push(this.#command(context));
    }
  }

  /** `$x :=`, `$x =`, for range `$i, $x :=`. */
  #declarations(context: string): { readonly variables: readonly string[]; readonly assigns: boolean } {
    const start = this.#cursor.mark();
    const variables: string[] = [];
    for (;;) {
      this.#cursor.skipSpace();
      const variable = this.#cursor.next();
      this.#cursor.skipSpace();
      const { type } = this.#cursor.next();
      if (variable.type !== 'variable') break;
      variables.push(variable.text);
      if (type === 'comma') {
        if (context === 'range' && variables.length < 2) continue;
        throw this.#cursor.error(`too many declarations in ${context}`);
      }
      if (type !== 'declare' && type !== 'assign') break;
      if (type === 'assign') for (const name of variables) this.#requireVariable(name);
      return { variables, assigns: type === 'assign' };
    }
    this.#cursor.reset(start);
    return { variables: [], assigns: false };
  }

  /** What is piped somewhere needs a function there. */
  #checkStages(commands: readonly Command[]): void {
    for (const [index, { first }] of commands.entries()) {
      const isFixed = first.type === 'literal' || first.type === 'nil' || first.type === 'dot';
      if (index > 0 && isFixed) {
        throw this.#cursor.error(`non executable command in pipeline stage ${index + 1}`);
      }
    }
  }

  #command(context: string): Command {
    const operands: Expression[] = [];
    const start = this.#cursor.peek().position;
    for (;;) {
      this.#cursor.skipSpace();
      const operand = this.#operand();
      if (operand === undefined) break;
      operands.push(operand);
      const { type } = this.#cursor.peek();
      if (type === 'space') continue;
      if (type === 'pipe' || type === 'right' || type === 'close') break;
      throw this.#cursor.unexpected(this.#cursor.peek(), 'operand');
    }
    const [first, ...rest] = operands;
    if (first === undefined) throw this.#cursor.unexpected(this.#cursor.peek(), context);
    return { first, rest, position: start, part: this.#cursor.textFrom(start) };
  }

  #operand(): Expression | undefined {
    const start = this.#cursor.peek().position;
    const base = this.#term();
    if (base === undefined) return undefined;
    const firstField = this.#cursor.peek().position;
    const names: string[] = [];
    while (this.#cursor.peek().type === 'field') names.push(this.#cursor.next().text.slice(1));
    if (names.length === 0) return base;
    const part = this.#cursor.textFrom(start);
    const placed = { position: firstField, part };
    if (base.type === 'field') return { ...base, ...placed, names: [...base.names, ...names] };
    if (base.type === 'variable') return { ...base, ...placed, names };
    if (base.type === 'literal' || base.type === 'nil' || base.type === 'dot') {
      throw this.#cursor.error(`unexpected . after term ${goQuote(base.part)}`);
    }
    return { type: 'chain', of: base, names, ...placed };
  }

  #term(): Expression | undefined {
    const token = this.#cursor.peek();
    const { position, text: part } = token;
    const placed = { position, part };
    switch (token.type) {
      case 'word':
        this.#cursor.next();
        return this.#word(placed);
      case 'dot':
        this.#cursor.next();
        return { type: 'dot', ...placed };
      case 'field':
        this.#cursor.next();
        return { type: 'field', names: [part.slice(1)], ...placed };
      case 'variable':
        this.#cursor.next();
        this.#requireVariable(part);
        return { type: 'variable', name: part, names: [], ...placed };
      case 'number':
      case 'string':
      case 'char':
        this.#cursor.next();
        return { type: 'literal', value: this.#literal(token), ...placed };
      case 'left': {
        this.#cursor.next();
        const pipeline = this.pipeline('parenthesized pipeline', 'right');
        return { type: 'pipeline', pipeline, position, part: this.#cursor.textFrom(position) };
      }
      default:
        return undefined;
    }
  }

  #word(placed: { readonly position: number; readonly part: string }): Expression {
    const name = placed.part;
    if (name === 'true' || name === 'false') return { type: 'literal', value: name === 'true', ...placed };
    if (name === 'nil') return { type: 'nil', ...placed };
    if (KEYWORDS.includes(name)) throw this.#cursor.error(`unexpected <${name}> in command`);
    if (!this.#functions.has(name)) throw this.#cursor.error(`function ${goQuote(name)} not defined`);
    return { type: 'function', name, ...placed };
  }

  #literal({ type, text }: Token): string | number {
    if (type === 'number') {
      const value = parseNumber(text);
      if (value === undefined) throw this.#cursor.error(`bad number syntax: ${goQuote(text)}`);
      return value;
    }
    const value = unquote(text);
    if (value === undefined) throw this.#cursor.error('invalid syntax');
    if (type === 'string') return value;
    const [character = '', ...more] = value;
    if (more.length > 0) throw this.#cursor.error(`malformed character constant: ${text}`);
    return character.codePointAt(0) ?? 0;
  }

  #requireVariable(name: string): void {
    if (!this.variables.includes(name)) throw this.#cursor.error(`undefined variable ${goQuote(name)}`);
  }
}
