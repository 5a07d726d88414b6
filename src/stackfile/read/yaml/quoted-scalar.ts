import { isBlank, isBreak, isSpaceOrEnd } from './characters.js';
import type { Cursor } from './cursor.js';
import { LineFolding } from './line-folding.js';
import { YamlSyntaxError } from './syntax-error.js';

const SINGLE = 0x27;
const BACKSLASH = 0x5c;

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' },
  ...{ ' ': ' ', '"': '"', "'": "'", '\\': '\\', N: '\u0085', _: '\u00a0', L: '\u2028', P: '\u2029' },
};
const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads a scalar in single or double quotes, from its opening to behind its closing quote. */
export function scanQuoted(cursor: Cursor): string {
  const opening = cursor.index;
  const quote = cursor.peek();
  const folding = new LineFolding();
  cursor.index++;
  for (;;) {
    if (cursor.atDocumentMarker()) {
      throw new YamlSyntaxError(
        'a "---" or "..." stands within quotes; is the closing quote missing?',
        opening,
      );
    }
    if (cursor.atEnd) throw new YamlSyntaxError('the closing quote is missing', opening);
    readText(cursor, quote, folding);
    if (cursor.peek() === quote) break;
    while (isBlank(cursor.peek()) || isBreak(cursor.peek())) {
      if (isBreak(cursor.peek())) folding.lineBreak(cursor.lineBreak());
      else folding.blank(cursor.text[cursor.index++] ?? '');
    }
  }
  cursor.index++;
  folding.settle();
  return folding.text;
}

/** Text up to a blank, a line break, the end, or the closing quote. */
function readText(cursor: Cursor, quote: number, folding: LineFolding): void {
  let start = cursor.index;
  const flush = () => {
    if (cursor.index > start) folding.add(cursor.text.slice(start, cursor.index));
  };
  for (;;) {
    const code = cursor.peek();
    if (isSpaceOrEnd(code)) break;
    if (code === quote) {
      if (quote !== SINGLE || cursor.peek(1) !== SINGLE) break;
      cursor.index++;
      flush();
      start = ++cursor.index;
    } else if (code === BACKSLASH && quote !== SINGLE) {
      flush();
      if (isBreak(cursor.peek(1))) {
        cursor.index++;
        cursor.lineBreak();
        folding.escapedBreak();
        return;
      }
      folding.add(escaped(cursor));
      start = cursor.index;
    } else cursor.index++;
  }
  flush();
}

function escaped(cursor: Cursor): string {
  const at = cursor.index;
  const letter = cursor.text[at + 1] ?? '';
  cursor.index += 2;
  const plain = ESCAPES[letter];
  if (plain !== undefined) return plain;
  const length = HEX_LENGTHS[letter];
  if (length === undefined) {
    throw new YamlSyntaxError(`"\\${letter}" is no escape sequence; write "\\\\" for a backslash`, at);
  }
  const digits = cursor.text.slice(cursor.index, cursor.index + length);
  const code = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1;
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw new YamlSyntaxError(
      `"\\${letter}" needs the ${length} hexadecimal digits of a character behind it`,
      at,
    );
  }
  cursor.index += length;
  return String.fromCodePoint(code);
}
