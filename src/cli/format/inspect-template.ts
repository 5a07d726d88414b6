import { TscomposeError } from '../../base/errors.js';
import { evaluateTemplate } from './template/evaluate.js';
import { BASE_FUNCTIONS, FUNCTION_NAMES, TEXT_FUNCTIONS } from './template/functions.js';
import type { Template } from './template/nodes.js';
import { parseTemplate } from './template/parser.js';

const FUNCTIONS = new Map([...BASE_FUNCTIONS, ...TEXT_FUNCTIONS]);

/** An object of `inspect`, shown by a template. */
export class InspectTemplate {
  readonly #template: Template;

  /** @param exitCode of the command when the template is none @throws USAGE */
  constructor(text: string, exitCode: number) {
    try {
      this.#template = parseTemplate(text, FUNCTION_NAMES);
    } catch (error) {
      if (!(error instanceof TscomposeError)) throw error;
      throw new TscomposeError(error.code, error.message, { ...error.details, exitCode });
    }
  }

  /** A line. @throws USAGE when the template asks for what the object lacks */
  render(object: object): string {
    return `${evaluateTemplate(this.#template, object, { functions: FUNCTIONS })}\n`;
  }
}
