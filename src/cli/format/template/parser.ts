import { Cursor } from './cursor.js';
import { goQuote, KEYWORDS } from './lexer.js';
import { unquote } from './literals.js';
import { type Branch, MAIN_TEMPLATE, type Node, type Template, type TemplateCall } from './nodes.js';
import { PipelineParser } from './pipeline-parser.js';

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
  readonly #cursor: Cursor;
  readonly #parts: PipelineParser;
  readonly #templates = new Map<string, readonly Node[]>();
  #loops = 0;

  constructor(source: string, functions: ReadonlySet<string>) {
    this.#source = source;
    this.#cursor = new Cursor(source);
    this.#parts = new PipelineParser(source, functions, this.#cursor);
  }

  template(): Template {
    const nodes: Node[] = [];
    for (;;) {
      const { nodes: more, ending } = this.#list('define');
      nodes.push(...more);
      if (ending === 'end of template') break;
      if (ending !== 'define') throw this.#cursor.error(`unexpected {{${ending}}}`);
      this.#definition();
    }
    this.#add(MAIN_TEMPLATE, nodes);
    return { source: this.#source, templates: this.#templates };
  }

  /** @param stop a keyword that ends the list besides those that end any */
  #list<Stop extends string = never>(
    stop?: Stop,
  ): { readonly nodes: readonly Node[]; readonly ending: Ending | Stop } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#cursor.next();
      if (token.type === 'end') return { nodes, ending: 'end of template' };
      if (token.type === 'text') {
        nodes.push({ type: 'text', text: token.text });
        continue;
      }
      const word = this.#peekKeyword();
      if (word !== undefined && word === stop) {
        this.#skipKeyword();
        return { nodes, ending: stop };
      }
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
    switch (word) {
      case 'if':
      case 'with':
      case 'range':
        this.#skipKeyword();
        return this.#branch(word);
      case 'break':
      case 'continue':
        this.#skipKeyword();
        if (this.#loops === 0) throw this.#cursor.error(`{{${word}}} outside {{range}}`);
        this.#cursor.expect('close', `{{${word}}}`);
        return { type: word };
      case 'template':
      case 'block':
        this.#skipKeyword();
        return word === 'template' ? this.#call() : this.#block();
      default:
        return { type: 'action', pipeline: this.#parts.pipeline('command', 'close') };
    }
  }

  #branch(type: Branch['type']): Branch {
    const outer = this.#parts.variables.length;
    const pipeline = this.#parts.pipeline(type, 'close');
    if (type === 'range') this.#loops += 1;
    const { nodes: body, ending } = this.#list();
    if (type === 'range') this.#loops -= 1;
    const otherwise = ending === 'else' ? this.#otherwise(type) : [];
    if (ending === 'end of template') throw this.#cursor.error('unexpected EOF');
    this.#parts.variables.length = outer;
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

  /** `{{define "name"}} ... {{end}}`, which stands in no other action. */
  #definition(): void {
    const { name } = this.#name('define clause');
    this.#cursor.expect('close', 'define clause');
    this.#body(name, 'define clause');
  }

  /** `{{template "name"}}`, `{{template "name" pipeline}}`. */
  #call(): TemplateCall {
    const { name, position } = this.#name('template clause');
    this.#cursor.skipSpace();
    const hasData = this.#cursor.peek().type !== 'close';
    const pipeline = hasData ? this.#parts.pipeline('template clause', 'close') : undefined;
    if (!hasData) this.#cursor.next();
    return templateCall(name, position, pipeline);
  }

  /** `{{block "name" pipeline}} ... {{end}}`: a definition, and its use here. */
  #block(): TemplateCall {
    const { name, position } = this.#name('block clause');
    const pipeline = this.#parts.pipeline('block clause', 'close');
    this.#body(name, 'block clause');
    return templateCall(name, position, pipeline);
  }

  /** What a definition holds: neither variables nor loops around it are its own. */
  #body(name: string, context: string): void {
    const [variables, loops] = [this.#parts.variables, this.#loops];
    this.#parts.variables = ['$'];
    this.#loops = 0;
    const { nodes, ending } = this.#list();
    if (ending === 'end of template') throw this.#cursor.error('unexpected EOF');
    if (ending !== 'end') throw this.#cursor.error(`unexpected {{${ending}}} in ${context}`);
    this.#parts.variables = variables;
    this.#loops = loops;
    this.#add(name, nodes);
  }

  /** A template of nothing but white space gives way to another of its name. */
  #add(name: string, nodes: readonly Node[]): void {
    const known = this.#templates.get(name);
    if (known === undefined || isBlank(known)) this.#templates.set(name, nodes);
    else if (!isBlank(nodes)) {
      throw this.#cursor.error(`template: multiple definition of template ${goQuote(name)}`);
    }
  }

  #name(context: string): { readonly name: string; readonly position: number } {
    this.#cursor.skipSpace();
    const token = this.#cursor.next();
    if (token.type !== 'string') throw this.#cursor.unexpected(token, context);
    const name = unquote(token.text);
    if (name === undefined) throw this.#cursor.error('invalid syntax');
    return { name, position: token.position };
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

/** With the text that messages show of it. */
function templateCall(name: string, position: number, pipeline: TemplateCall['pipeline']): TemplateCall {
  const data = pipeline === undefined ? '' : ` ${pipeline.part}`;
  const part = `{{template ${goQuote(name)}${data}}}`;
  return { type: 'template', name, position, part, ...(pipeline === undefined ? {} : { pipeline }) };
}

function isBlank(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.type === 'text' && node.text.trim() === '');
}
