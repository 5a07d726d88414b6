import { isBlank, isBreak, isSpaceOrEnd } from './characters.js';
import type { Cursor } from './cursor.js';
import { LineFolding } from './line-folding.js';
import { YamlSyntaxError } from './syntax-error.js';

const HASH = 0x23;
const COLON = 0x3a;
const TAB = 0x09;

export interface PlainScalarText {
  readonly text: string;
  /** It ended at the start of a line, where a key may begin. */
  readonly endsLine: boolean;
}

/**
 * Reads a scalar without quotes, perhaps over several lines.
 * @param indent columns that further lines have to be indented by
 * @param inFlow within brackets or braces, which then end it
 */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): PlainScalarText {
  const folding = new LineFolding();
  while (!cursor.atDocumentMarker() && cursor.peek() !== HASH) {
    const start = cursor.index;
    skipWord(cursor, inFlow);
    if (cursor.index > start) folding.add(cursor.text.slice(start, cursor.index));
    if (!isBlank(cursor.peek()) && !isBreak(cursor.peek())) break;
    skipSpace(cursor, folding, indent);
    if (!inFlow && cursor.column < indent) break;
  }
  return { text: folding.text, endsLine: folding.brokeLine };
}

function skipWord(cursor: Cursor, inFlow: boolean): void {
  for (;;) {
    const code = cursor.peek();
    if (isSpaceOrEnd(code) || (code === COLON && isSpaceOrEnd(cursor.peek(1)))) return;
    if (inFlow && endsInFlow(code)) return;
    cursor.index++;
  }
}

/** One of `,?[]{}`. */
function endsInFlow(code: number): boolean {
  return code === 0x2c || code === 0x3f || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}

function skipSpace(cursor: Cursor, folding: LineFolding, indent: number): void {
  for (;;) {
    const code = cursor.peek();
    if (isBreak(code)) folding.lineBreak(cursor.lineBreak());
    else if (isBlank(code)) {
      if (code === TAB && folding.brokeLine && cursor.column < indent) {
        throw new YamlSyntaxError('a tab cannot indent in YAML; use spaces', cursor.index);
      }
      folding.blank(cursor.text[cursor.index++] ?? '');
    } else return;
  }
}
