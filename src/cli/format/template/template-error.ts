import { TscomposeError } from '../../../base/errors.js';

const CONTEXT_LENGTH = 20;

/** Where in a template an error is, as Go counts: lines from 1, columns from 0, in characters. */
export interface TemplatePlace {
  readonly line: number;
  readonly column: number;
}

export function placeAt(source: string, position: number): TemplatePlace {
  const before = source.slice(0, position);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: [...before.slice(lineStart)].length };
}

/** A template that is not one. Worded as Go's text/template words it. */
export function syntaxError(source: string, position: number, message: string): TscomposeError {
  const { line } = placeAt(source, position);
  return new TscomposeError('USAGE', `template parsing error: template: :${line}: ${message}`, {
    action: 'read format',
    hint: 'See "Format templates" in docs/formats.md.',
  });
}

/** A template that cannot be applied to what is to be shown. `name` is that of the definition; `part` is the text of the expression that failed. */
export function evaluationError(
  { source, name }: { readonly source: string; readonly name: string },
  { position, part }: { readonly position: number; readonly part: string },
  message: string,
  hint?: string,
): TscomposeError {
  const { line, column } = placeAt(source, position);
  const shown =
    [...part].length > CONTEXT_LENGTH ? `${[...part].slice(0, CONTEXT_LENGTH).join('')}...` : part;
  return new TscomposeError(
    'USAGE',
    `template parsing error: template: :${line}:${column}: executing ${JSON.stringify(name)} at <${shown}>: ${message}`,
    { action: 'apply format', ...(hint === undefined ? {} : { hint }) },
  );
}
