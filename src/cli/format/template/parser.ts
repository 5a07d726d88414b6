import { Cursor } from './cursor.js';
import { goQuote, type Token } from './lexer.js';
import { parseNumber, unquote } from './literals.js';
import type { Branch, Command, Expression, Node, Pipeline, Template } from './nodes.js';

const BRANCHES: readonly string[] = ['if', 'with', 'range'];
/** Of Go's, those that split a template into several; one line has no use for them. */
const REFUSED: readonly string[] = ['define', 'template', 'block'];
const KEYWORDS: readonly string[] = [...BRANCHES, ...REFUSED, 'else', 'end', 'break', 'continue'];

/**
 * Reads a template in the language of Go's text/template.
 * @param functions names of those that it may call
 * @throws USAGE with the line, worded as Go does
 */
export function parseTemplate(source: string, functions: ReadonlySet<string>): Template {
  return new Parser(source, functions).template();
}

/** Why a list of nodes ended. */
type Ending = 'end' | 'else' | 'end of template';

class Parser {
  readonly #source: string;
  readonly #functions: ReadonlySet<string>;
  readonly #cursor: Cursor;
  /** In scope, innermost last. */
  #variables: string[] = ['$'];
  #loops = 0;

  constructor(source: string, functions: ReadonlySet<string>) {
    this.#source = source;
    this.#functions = functions;
    this.#cursor = new Cursor(source);
  }

  template(): Template {
    const { nodes, ending } = this.#list();
    if (ending !== 'end of template') throw this.#cursor.error(`unexpected {{${ending}}}`);
    return { source: this.#source, nodes };
  }

  #list(): { readonly nodes: readonly Node[]; readonly ending: Ending } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#cursor.next();
      if (token.type === 'end') return { nodes, ending: 'end of template' };
      if (token.type === 'text') {
        nodes.push({ type: 'text', text: token.text });
        continue;
      }
      const word = this.#peekKeyword();
      if (word === 'end' || word === 'else') {
        this.#skipKeyword();
        // What follows an else is the business of its branch: `{{else if ...}}`.
        if (word === 'end') this.#cursor.expect('close', 'end');
        return { nodes, ending: word };
      }
      nodes.push(this.#action(word));
    }
  }

  #action(word: string | undefined): Node {
    if (word === 'if' || word === 'with' || word === 'range') {
      this.#skipKeyword();
      return this.#branch(word);
    }
    if (word === 'break' || word === 'continue') {
      this.#skipKeyword();
      if (this.#loops === 0) throw this.#cursor.error(`{{${word}}} outside {{range}}`);
      this.#cursor.expect('close', `{{${word}}}`);
      return { type: word };
    }
    if (word !== undefined && REFUSED.includes(word)) {
      throw this.#cursor.error(`{{${word}}} is not supported: a format is one template`);
    }
    const pipeline = this.#pipeline('command', 'close');
    return { type: 'action', pipeline };
  }

  #branch(type: Branch['type']): Branch {
    const outer = this.#variables.length;
    const pipeline = this.#pipeline(type, 'close');
    if (type === 'range') this.#loops += 1;
    const { nodes: body, ending } = this.#list();
    if (type === 'range') this.#loops -= 1;
    const otherwise = ending === 'else' ? this.#otherwise(type) : [];
    if (ending === 'end of template') throw this.#cursor.error('unexpected EOF');
    this.#variables.length = outer;
    return { type, pipeline, body, otherwise };
  }

  #otherwise(type: Branch['type']): readonly Node[] {
    // `{{else if x}}` is `{{else}}{{if x}}` with one end for both.
    const word = this.#peekKeyword();
    if (word === type && type !== 'range') {
      this.#skipKeyword();
      return [this.#branch(type)];
    }
    this.#cursor.expect('close', 'else');
    const { nodes, ending } = this.#list();
    if (ending === 'else') throw this.#cursor.error('expected end; found {{else}}');
    if (ending === 'end of template') throw this.#cursor.error('unexpected EOF');
    return nodes;
  }

  #pipeline(context: string, until: 'close' | 'right'): Pipeline {
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
        for (const name of assigns ? [] : variables) this.#variables.push(name);
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
        const pipeline = this.#pipeline('parenthesized pipeline', 'right');
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
    if (!this.#variables.includes(name)) throw this.#cursor.error(`undefined variable ${goQuote(name)}`);
  }

  /** The keyword that an action begins with, if it does. */
  #peekKeyword(): string | undefined {
    const start = this.#cursor.mark();
    this.#cursor.skipSpace();
    const { type, text } = this.#cursor.peek();
    this.#cursor.reset(start);
    return type === 'word' && KEYWORDS.includes(text) ? text : undefined;
  }

  #skipKeyword(): void {
    this.#cursor.skipSpace();
    this.#cursor.next();
  }
}
