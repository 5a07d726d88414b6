/** Characters of the COMMAND column, as Docker cuts it. */
const COLUMN_LENGTH = 20;

/** The COMMAND column: the command line, cut with an ellipsis unless `full`, in double quotes. */
export function commandColumn(args: readonly string[], options: { readonly full?: boolean } = {}): string {
  const line = args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg)).join(' ');
  return JSON.stringify(options.full ? line : ellipsis(line, COLUMN_LENGTH));
}

export function ellipsis(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
