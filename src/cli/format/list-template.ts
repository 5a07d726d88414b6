import { goJson } from '../render/json-lines.js';
import { jsonRow, type ListShape, rowData } from './list-shape.js';
import { alignTabs } from './tab-columns.js';
import { evaluateTemplate } from './template/evaluate.js';
import {
  BASE_FUNCTIONS,
  FUNCTION_NAMES,
  TEXT_FUNCTIONS,
  type TemplateFunction,
} from './template/functions.js';
import type { Template } from './template/nodes.js';
import { parseTemplate } from './template/parser.js';

/** A list whose rows are shown by a template. */
export class ListTemplate {
  readonly #template: Template;
  readonly #hasHead: boolean;

  /** @param hasHead whether a line with the columns' names comes first and tabs make columns @throws USAGE */
  constructor(text: string, hasHead: boolean) {
    this.#template = parseTemplate(text, FUNCTION_NAMES);
    this.#hasHead = hasHead;
  }

  /** @throws USAGE when the template asks for what rows lack */
  render<Row>(shape: ListShape<Row>, rows: readonly Row[]): string {
    const lines = rows.map((row) => `${this.#row(shape, row)}\n`).join('');
    if (!this.#hasHead) return lines;
    return alignTabs(`${this.#head(shape)}\n${lines}`);
  }

  #row<Row>(shape: ListShape<Row>, row: Row): string {
    const data = rowData(shape, row);
    // The whole row is escaped, a field of it is not: so Docker does, for a row writes itself.
    const json: TemplateFunction = {
      parameters: ['any'],
      run: (value: unknown) =>
        value === data ? goJson(jsonRow(shape, row)) : goJson(value ?? null, { escapes: false }),
    };
    const functions = new Map([...BASE_FUNCTIONS, ...TEXT_FUNCTIONS, ['json', json]]);
    return evaluateTemplate(this.#template, data, { functions, typeName: shape.typeName });
  }

  /** The columns' names where a row has values. */
  #head<Row>({ fields }: ListShape<Row>): string {
    const names = Object.entries(fields).map(([name, { head }]) => [name, head] as const);
    return evaluateTemplate(this.#template, new Map(names), { functions: HEAD_FUNCTIONS });
  }
}

const HEAD_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  ...BASE_FUNCTIONS,
  ...[...TEXT_FUNCTIONS].map(([name, known]): [string, TemplateFunction] => {
    if (name === 'pad') return [name, known];
    return [name, { parameters: known.parameters.map(() => 'any'), run: (value: unknown) => value }];
  }),
]);
