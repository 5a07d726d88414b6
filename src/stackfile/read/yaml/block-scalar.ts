import { isBlank, isBreak } from './characters.js';
import type { Cursor } from './cursor.js';
import { YamlSyntaxError } from './syntax-error.js';

interface Header {
  readonly chomp: 'strip' | 'clip' | 'keep';
  /** Columns that the text is indented by beyond its parent; undefined: as its first line is. */
  readonly increment: number | undefined;
}

const TAB = 0x09;

/**
 * Reads the text behind `|` (kept as it is) or `>` (folded), whose first character stands at the cursor.
 * @param parent column of what holds the scalar; -1 at the top
 */
export function scanBlock(cursor: Cursor, parent: number): string {
  const folded = cursor.peek() === 0x3e;
  const header = scanHeader(cursor);
  const least = header.increment === undefined ? undefined : Math.max(parent, 0) + header.increment;
  const first = skipBreaks(cursor, least, parent);
  return readLines(cursor, first.indent, first.breaks, folded, header.chomp);
}

function readLines(
  cursor: Cursor,
  indent: number,
  breaksBefore: string,
  folded: boolean,
  chomp: Header['chomp'],
): string {
  let text = '';
  let lineBreak = '';
  let breaks = breaksBefore;
  let wasIndented = false;
  while (cursor.column === indent && !cursor.atEnd) {
    const isIndented = isBlank(cursor.peek());
    // Lines fold into one but for those that are indented further, which stand for themselves.
    if (folded && lineBreak === '\n' && !wasIndented && !isIndented) text += breaks === '' ? ' ' : '';
    else text += lineBreak;
    text += breaks;
    wasIndented = isIndented;
    const start = cursor.index;
    cursor.skipLine();
    text += cursor.text.slice(start, cursor.index);
    lineBreak = cursor.atEnd ? '' : cursor.lineBreak();
    ({ breaks } = skipBreaks(cursor, indent, indent));
  }
  if (chomp !== 'strip') text += lineBreak;
  return chomp === 'keep' ? text + breaks : text;
}

function scanHeader(cursor: Cursor): Header {
  const at = cursor.index++;
  const signs = /(?:([+-])([1-9])?|([1-9])([+-])?)?/y;
  signs.lastIndex = cursor.index;
  const [whole = '', sign, digit, digitFirst, signBehind] = signs.exec(cursor.text) ?? [];
  cursor.index += whole.length;
  const behind = cursor.index;
  cursor.skipBlanks();
  if (cursor.peek() === 0x23) cursor.skipLine();
  if (!cursor.atEnd && !isBreak(cursor.peek())) {
    const indicator = cursor.text[at];
    const message = `only a comment may stand in the line behind "${indicator}"; the text begins in the next line`;
    throw new YamlSyntaxError(message, Math.min(behind, cursor.index));
  }
  if (!cursor.atEnd) cursor.lineBreak();
  const chomping = sign ?? signBehind;
  const increment = digit ?? digitFirst;
  return {
    chomp: chomping === '+' ? 'keep' : chomping === '-' ? 'strip' : 'clip',
    increment: increment === undefined ? undefined : Number(increment),
  };
}

/** Skips indentation and empty lines; finds out the indentation where it is not known yet. */
function skipBreaks(cursor: Cursor, known: number | undefined, parent: number) {
  let breaks = '';
  let widest = 0;
  for (;;) {
    while ((known === undefined || cursor.column < known) && cursor.peek() === 0x20) cursor.index++;
    widest = Math.max(widest, cursor.column);
    if ((known === undefined || cursor.column < known) && cursor.peek() === TAB) {
      throw new YamlSyntaxError('a tab cannot indent in YAML; use spaces', cursor.index);
    }
    if (!isBreak(cursor.peek())) break;
    breaks += cursor.lineBreak();
  }
  return { breaks, indent: known ?? Math.max(widest, parent + 1, 1) };
}
