import { goJson } from '../render/json-lines.js';

const INDENT = 4;
/** What Docker ends with for a template that is not one. */
const BAD_TEMPLATE = 64;

/** Whether a format of `inspect` is a template. */
export function isTemplate(format: string | undefined): boolean {
  return format !== undefined && format !== '' && format !== 'json';
}

/**
 * Makes ready what turns objects into text for `inspect`: an indented array without a format, the array on one line with
 * `json`, else a line per object by the template.
 * @throws USAGE for a template that is not one; the result throws it for one that asks for what an object lacks
 */
export async function inspectRenderer(
  format: string | undefined,
): Promise<(objects: readonly object[]) => string> {
  if (format === undefined || format === '') return (objects) => `${goJson(objects, { indent: INDENT })}\n`;
  if (format === 'json') return (objects) => `${goJson(objects)}\n`;
  const { InspectTemplate } = await import('./inspect-template.js');
  const template = new InspectTemplate(format, BAD_TEMPLATE);
  return (objects) =>
    objects.length === 0 ? '\n' : objects.map((object) => template.render(object)).join('');
}
