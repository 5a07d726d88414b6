import type { TableLayout } from '../render/table-layout.js';

export interface ListField<Row> {
  /** Head of its column; a function where the field takes arguments. */
  readonly head: string | ((...args: string[]) => string);
  /** Text, number, list; or a function, where the template gives it arguments: `{{.Label "key"}}`. */
  readonly value: (row: Row) => unknown;
  /** Where it is another one in JSON. */
  readonly json?: (row: Row) => unknown;
}

/** What a list can show. */
export interface ListShape<Row> {
  /** What a row is, in messages. */
  readonly typeName: string;
  /** All that templates can ask for. */
  readonly fields: Readonly<Record<string, ListField<Row>>>;
  /** Names of the fields that a plain table shows, in order. */
  readonly table: readonly string[];
  readonly layout?: TableLayout;
}

/** Every field of a row, sorted by name, as Docker's JSON has them; what takes arguments is left out by the encoder. */
export function jsonRow<Row>(shape: ListShape<Row>, row: Row): Readonly<Record<string, unknown>> {
  return everyField(shape, ({ json, value }) => (json ?? value)(row));
}

/** What templates can ask of a row. */
export function rowData<Row>(shape: ListShape<Row>, row: Row): Readonly<Record<string, unknown>> {
  return everyField(shape, ({ value }) => value(row));
}

function everyField<Row>(
  { fields }: ListShape<Row>,
  get: (field: ListField<Row>) => unknown,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, field]) => [name, get(field)]));
}
