import { isSpaceOrEnd, isWordCharacter } from './characters.js';
import type { Cursor } from './cursor.js';
import { YamlSyntaxError } from './syntax-error.js';
import type { Token } from './token.js';

const VERBATIM = /!<([^>\s]+)>/y;
const SHORTHAND = /!(?:([\w-]*)!)?([\w\-;/?:@&=+$.!~*'()%[\],]*)/y;
const SHORTHAND_IN_FLOW = /!(?:([\w-]*)!)?([\w\-;/?:@&=+$.!~*'()%]*)/y;
const COMMA = 0x2c;

/** Reads `&anchor` or `*alias`. */
export function scanName(cursor: Cursor, type: 'anchor' | 'alias'): Token {
  const offset = cursor.index++;
  const start = cursor.index;
  while (isWordCharacter(cursor.peek())) cursor.index++;
  const text = cursor.text.slice(start, cursor.index);
  const next = cursor.text[cursor.index] ?? ' ';
  if (text !== '' && (isSpaceOrEnd(cursor.peek()) || '?:,]}%@`'.includes(next)))
    return { type, offset, text };
  throw new YamlSyntaxError(
    `not valid YAML: the name of an ${type} may hold letters, digits, "_" and "-"; text that begins with "${type === 'alias' ? '*' : '&'}" needs quotes`,
    offset,
  );
}

/** Reads `!name`, `!!name`, `!handle!name` or `!<verbatim>`. */
export function scanTag(cursor: Cursor, inFlow: boolean): Token {
  const offset = cursor.index;
  const verbatim = match(VERBATIM, cursor);
  const shorthand = verbatim ?? match(inFlow ? SHORTHAND_IN_FLOW : SHORTHAND, cursor);
  const whole = shorthand?.[0] ?? '!';
  cursor.index += whole.length;
  if (!isSpaceOrEnd(cursor.peek()) && !(inFlow && cursor.peek() === COMMA)) {
    throw new YamlSyntaxError(
      'not valid YAML: a space has to follow a tag; text that begins with "!" needs quotes',
      offset,
    );
  }
  if (verbatim !== undefined) return { type: 'tag', offset, text: verbatim[1] ?? '' };
  const handle = shorthand?.[1] === undefined ? '!' : `!${shorthand[1]}!`;
  return { type: 'tag', offset, handle, text: decoded(shorthand?.[2] ?? '', offset) };
}

function match(pattern: RegExp, cursor: Cursor): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.index;
  return pattern.exec(cursor.text) ?? undefined;
}

/** `%41` stands for a character, as in an address of the web. */
function decoded(text: string, offset: number): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new YamlSyntaxError(
      'not valid YAML: a "%" in a tag needs two hexadecimal digits behind it',
      offset,
    );
  }
}
