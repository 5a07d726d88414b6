import { fieldOf } from './fields.js';
import type { TemplateFunction } from './functions.js';
import { goPrint, goType, isTrue, mapEntries } from './go-print.js';
import { goQuote } from './lexer.js';
import {
  type Branch,
  type Command,
  type Expression,
  MAIN_TEMPLATE,
  type Node,
  type Pipeline,
  type Template,
  type TemplateCall,
} from './nodes.js';
import { evaluationError } from './template-error.js';

export interface EvaluationOptions {
  readonly functions: ReadonlyMap<string, TemplateFunction>;
  /** What the data is called in messages, where it is a row of a list. */
  readonly typeName?: string;
}

/** Leaves the innermost `range`, or begins its next round. */
type Jump = 'break' | 'continue' | undefined;

/** Templates and branches within one another. Go stops at 100,000, which the stack of JavaScript has no room for. */
const MAX_DEPTH = 1000;

/** What no pipe hands over; nil and what is missing are values. */
const NOTHING = Symbol('nothing');

/**
 * The text that a template makes of data.
 * @param data what `.` and `$` are at first: plain objects, whose fields are known; Maps, whose keys are not; lists and scalars
 * @throws USAGE with line and column, worded as Go does
 */
export function evaluateTemplate(template: Template, data: unknown, options: EvaluationOptions): string {
  return new Evaluation(template, data, options).run();
}

class Evaluation {
  readonly #template: Template;
  readonly #root: unknown;
  readonly #options: EvaluationOptions;
  /** Of the template that is being applied; innermost last. */
  #variables: { readonly name: string; value: unknown }[] = [];
  /** Names of the templates that are being applied, innermost last. */
  readonly #within: string[] = [];
  #depth = 0;
  readonly #output: string[] = [];

  constructor(template: Template, root: unknown, options: EvaluationOptions) {
    this.#template = template;
    this.#root = root;
    this.#options = options;
  }

  run(): string {
    this.#apply(MAIN_TEMPLATE, this.#template.templates.get(MAIN_TEMPLATE) ?? [], this.#root);
    return this.#output.join('');
  }

  #apply(name: string, nodes: readonly Node[], data: unknown): void {
    const outer = this.#variables;
    this.#variables = [{ name: '$', value: data }];
    this.#within.push(name);
    this.#walk(data, nodes);
    this.#within.pop();
    this.#variables = outer;
  }

  #templateCall(dot: unknown, call: TemplateCall): void {
    const nodes = this.#template.templates.get(call.name);
    if (nodes === undefined) throw this.#error(call, `template ${goQuote(call.name)} not defined`);
    if (this.#depth >= MAX_DEPTH) {
      throw this.#error(call, `exceeded maximum template depth (${MAX_DEPTH})`);
    }
    const data = call.pipeline === undefined ? undefined : this.#pipeline(dot, call.pipeline);
    this.#apply(call.name, nodes, data);
  }

  #walk(dot: unknown, nodes: readonly Node[]): Jump {
    this.#depth += 1;
    let jump: Jump;
    for (const node of nodes) {
      jump = this.#node(dot, node);
      if (jump !== undefined) break;
    }
    this.#depth -= 1;
    return jump;
  }

  #node(dot: unknown, node: Node): Jump {
    switch (node.type) {
      case 'text':
        this.#output.push(node.text);
        return undefined;
      case 'action': {
        const value = this.#pipeline(dot, node.pipeline);
        if (node.pipeline.variables.length === 0) {
          this.#output.push(value === undefined ? '<no value>' : goPrint(value));
        }
        return undefined;
      }
      case 'break':
      case 'continue':
        return node.type;
      case 'template':
        this.#templateCall(dot, node);
        return undefined;
      default: {
        const scope = this.#variables.length;
        const jump = node.type === 'range' ? this.#range(dot, node) : this.#condition(dot, node);
        this.#variables.length = scope;
        return jump;
      }
    }
  }

  #condition(dot: unknown, { type, pipeline, body, otherwise }: Branch): Jump {
    const value = this.#pipeline(dot, pipeline);
    if (!isTrue(value)) return this.#walk(dot, otherwise);
    return this.#walk(type === 'with' ? value : dot, body);
  }

  #range(dot: unknown, { pipeline, body, otherwise }: Branch): Jump {
    const value = this.#pipeline(dot, pipeline);
    const { variables, assigns } = pipeline;
    // With one variable it is the element; with two the first is its index.
    const indexName = variables.length > 1 ? variables[0] : undefined;
    const elementName = variables.at(-1);
    const scope = this.#variables.length;
    let isEmpty = true;
    for (const [index, element] of this.#elements(value, pipeline)) {
      isEmpty = false;
      this.#variables.length = scope;
      if (indexName !== undefined) this.#set(indexName, index, assigns);
      if (elementName !== undefined) this.#set(elementName, element, assigns);
      const inner = this.#variables.length;
      const jump = this.#walk(element, body);
      this.#variables.length = inner;
      if (jump === 'break') break;
    }
    return isEmpty ? this.#walk(dot, otherwise) : undefined;
  }

  *#elements(value: unknown, { commands }: Pipeline): Generator<readonly [unknown, unknown]> {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) yield* value.entries();
    else if (typeof value === 'number' && Number.isInteger(value)) {
      for (let index = 0; index < value; index += 1) yield [index, index];
    } else if (typeof value === 'object') yield* mapEntries(value);
    else throw this.#error(commands.at(-1) as Command, `range can't iterate over ${goPrint(value)}`);
  }

  #pipeline(dot: unknown, pipeline: Pipeline): unknown {
    let value: unknown = NOTHING;
    for (const command of pipeline.commands) value = this.#command(dot, command, value);
    // Those of range are set for each element.
    if (pipeline.variables.length === 1) this.#set(pipeline.variables[0] as string, value, pipeline.assigns);
    return value;
  }

  #set(name: string, value: unknown, assigns: boolean): void {
    const known = assigns ? this.#variables.findLast((variable) => variable.name === name) : undefined;
    if (known === undefined) this.#variables.push({ name, value });
    else known.value = value;
  }

  /** @param piped the value of the command before, which becomes the last argument */
  #command(dot: unknown, command: Command, piped: unknown): unknown {
    const { first, rest } = command;
    if (first.type === 'function') return this.#call(dot, first.name, command, piped);
    if (first.type === 'nil') throw this.#error(first, 'nil is not a command');
    const value = this.#value(dot, first);
    if (typeof value === 'function') {
      const args = rest.map((argument) => this.#argument(dot, argument));
      return value(...args, ...(piped === NOTHING ? [] : [piped]));
    }
    if (rest.length === 0 && piped === NOTHING) return value;
    const isField = first.type === 'field' || first.type === 'chain' || first.type === 'variable';
    const name = isField ? first.names.at(-1) : undefined;
    if (name !== undefined) throw this.#error(first, `${name} is not a method but has arguments`);
    throw this.#error(first, `can't give argument to non-function ${first.part}`);
  }

  #call(dot: unknown, name: string, command: Command, piped: unknown): unknown {
    const { first, rest } = command;
    const found = this.#options.functions.get(name);
    if (found === undefined) throw this.#error(first, `${JSON.stringify(name)} is not a defined function`);
    const { parameters, more, run } = found;
    const count = rest.length + (piped === NOTHING ? 0 : 1);
    if (count < parameters.length || (more === undefined && count > parameters.length)) {
      const least = more === undefined ? '' : 'at least ';
      throw this.#error(
        first,
        `wrong number of args for ${name}: want ${least}${parameters.length} got ${count}`,
      );
    }
    if (name === 'call')
      throw this.#error(command, `error calling call: ${this.#notCallable(dot, rest[0], piped)}`);
    if (name === 'and' || name === 'or') return this.#shortCircuit(dot, name, rest, piped);
    const values = rest.map((argument, index) =>
      this.#checked(this.#argument(dot, argument), parameters[index] ?? more, argument),
    );
    if (piped !== NOTHING) values.push(this.#checked(piped, parameters[rest.length] ?? more, command));
    try {
      return (run as (...args: unknown[]) => unknown)(...values);
    } catch (error) {
      throw this.#error(command, `error calling ${name}: ${(error as Error).message}`);
    }
  }

  /** No field is a function: methods are called by their names. So whatever `call` is given cannot be called. */
  #notCallable(dot: unknown, argument: Expression | undefined, piped: unknown): string {
    const value = argument === undefined ? piped : this.#argument(dot, argument);
    if (value === null || value === undefined) return 'call of nil';
    return `non-function ${argument?.part ?? goPrint(value)} of type ${goType(value)}`;
  }

  /** The first argument that decides; those behind it are not evaluated. */
  #shortCircuit(dot: unknown, name: 'and' | 'or', rest: readonly Expression[], piped: unknown): unknown {
    let value: unknown;
    for (const argument of rest) {
      value = this.#argument(dot, argument);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped === NOTHING ? value : piped;
  }

  #checked(value: unknown, type: string | undefined, place: Expression | Command): unknown {
    if (type === undefined || type === 'any' || goType(value) === type) return value;
    if (value === null || value === undefined) throw this.#error(place, `invalid value; expected ${type}`);
    throw this.#error(place, `wrong type for value; expected ${type}; got ${goType(value)}`);
  }

  #argument(dot: unknown, argument: Expression): unknown {
    if (argument.type !== 'function') return this.#invoked(this.#value(dot, argument));
    const { position, part } = argument;
    return this.#call(dot, argument.name, { first: argument, rest: [], position, part }, NOTHING);
  }

  #value(dot: unknown, expression: Expression): unknown {
    switch (expression.type) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'literal':
        return expression.value;
      case 'field':
        return this.#fields(dot, expression.names, expression);
      case 'variable': {
        const held = this.#variables.findLast(({ name }) => name === expression.name);
        return this.#fields(held?.value, expression.names, expression);
      }
      case 'chain':
        return this.#fields(this.#argument(dot, expression.of), expression.names, expression);
      case 'pipeline':
        return this.#pipeline(dot, expression.pipeline);
      case 'function':
        return this.#argument(dot, expression);
    }
  }

  #fields(holder: unknown, names: readonly string[], place: Expression): unknown {
    let value = holder;
    for (const name of names) {
      const from = this.#invoked(value);
      const typeName = from === this.#root ? this.#options.typeName : undefined;
      const result = fieldOf(from, name, typeName);
      if ('problem' in result) throw this.#error(place, result.problem, result.hint);
      value = result.value;
    }
    return value;
  }

  /** Methods that are given no arguments. */
  #invoked(value: unknown): unknown {
    return typeof value === 'function' ? value() : value;
  }

  #error(place: { readonly position: number; readonly part: string }, message: string, hint?: string): Error {
    return evaluationError(
      { source: this.#template.source, name: this.#within.at(-1) ?? '' },
      place,
      message,
      hint,
    );
  }
}
