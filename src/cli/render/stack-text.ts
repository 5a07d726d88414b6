import { jsonText } from './json-text.js';
import { arranged, JSON_ORDER, type KeyOrder, type Plain, YAML_ORDER } from './ordered.js';
import { yamlText } from './yaml-text.js';

/** How far a stack that is printed has been resolved. */
export interface StackTextOptions {
  /**
   * Without interpolation the stack is a mere document: keys go by name, and `$` stays what it was. A resolved `$` is
   * written `$$`, in keys too, so that the output can be read again.
   */
  readonly interpolated: boolean;
}

/** `config --format json`; ends without a newline, as Docker Compose's. */
export function stackJson(stack: Plain, options: StackTextOptions): string {
  return finished(jsonText(arranged(stack, 'stack', orderOf(JSON_ORDER, options))), options);
}

/** `config`. */
export function stackYaml(stack: Plain, options: StackTextOptions): string {
  return finished(yamlText(arranged(stack, 'stack', orderOf(YAML_ORDER, options))), options);
}

function orderOf(order: KeyOrder, { interpolated }: StackTextOptions): KeyOrder {
  return interpolated ? order : { ...order, structures: 'none' };
}

function finished(text: string, { interpolated }: StackTextOptions): string {
  return interpolated ? text.replaceAll('$', '$$$$') : text;
}
