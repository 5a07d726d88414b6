import { TscomposeError } from '../../base/errors.js';
import { jsonLines } from '../render/json-lines.js';
import { renderTable } from '../render/table.js';
import { jsonRow, type ListShape } from './list-shape.js';

/** What `--format` asks of a list. */
export type ListFormat =
  | { readonly type: 'table' }
  | { readonly type: 'json' }
  | { readonly type: 'template'; readonly text: string; readonly hasHead: boolean };

/** What lists show when nothing is asked for. */
export const TABLE: ListFormat = { type: 'table' };

export const FORMAT_HELP = "table, json (one object per line), a template, or 'table TEMPLATE'";

/** Value of `--format` of a list: `table`, `json`, a template, or `table` and a template. */
export function parseListFormat(value: string): ListFormat {
  if (value === 'table' || value === '') return TABLE;
  if (value === 'json') return { type: 'json' };
  const hasHead = value.startsWith('table');
  const text = value
    .slice(hasHead ? 'table'.length : 0)
    .replace(/^ +| +$/g, '')
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n');
  // A word alone is not a template that anybody wants: it would be printed once per row.
  if (/^[a-z]+$/.test(value)) {
    throw new TscomposeError('USAGE', `unsupported format "${value}"`, {
      hint: 'Use table, json or a template, e.g. {{.Name}} or "table {{.Name}}\\t{{.Size}}".',
    });
  }
  return { type: 'template', text, hasHead };
}
parseListFormat.choices = ['table', 'json'];

/**
 * Makes ready what turns rows into text. The template is read before anything is asked for, and its language loaded only with it.
 * @param width columns of the terminal, for a plain table to fit; absent: cells are shown whole
 * @throws USAGE for a template that is not one; the result throws it for one that asks for what rows lack
 */
export async function listRenderer<Row>(
  format: ListFormat,
  shape: ListShape<Row>,
  width?: number,
): Promise<(rows: readonly Row[]) => string> {
  if (format.type === 'table') return (rows) => plainTable(shape, rows, width);
  if (format.type === 'json') return (rows) => jsonLines(rows.map((row) => jsonRow(shape, row)));
  const { ListTemplate } = await import('./list-template.js');
  const template = new ListTemplate(format.text, format.hasHead);
  return (rows) => template.render(shape, rows);
}

function plainTable<Row>(
  { fields, table, layout }: ListShape<Row>,
  rows: readonly Row[],
  width: number | undefined,
): string {
  const columns = table.flatMap((name) => fields[name] ?? []);
  const head = columns.map((column) => String(column.head));
  const cells = rows.map((row) => columns.map((column) => String(column.value(row))));
  return renderTable(head, cells, layout, width);
}
