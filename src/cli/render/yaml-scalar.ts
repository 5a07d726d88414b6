/** How a text is written in YAML: bare, in one of the quotes, or as a block of lines. */
export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** The style that Go's YAML library chooses. Keys stand on one line. */
export function scalarStyle(text: string, isKey: boolean): ScalarStyle {
  if (text === '') return 'double';
  const traits = traitsOf(text);
  if (text.includes('\n')) return isKey || !traits.canBeBlock ? 'double' : 'literal';
  if (readsAsOther(text)) return 'double';
  if (traits.canBePlain) return 'plain';
  return traits.canBeSingle ? 'single' : 'double';
}

/** Whether a reader would take the bare text for a number, a boolean, a date or nothing. */
function readsAsOther(text: string): boolean {
  return WORDS.has(text) || readsAsNumber(text) || readsAsDate(text) || BASE_60.test(text);
}

/** Of YAML 1.2, and the booleans of 1.1, which other readers still know. */
const WORDS: ReadonlySet<string> = new Set([
  ...['true', 'false', 'null', 'yes', 'no', 'on', 'off'].flatMap((word) => [
    word,
    word.toUpperCase(),
    `${word.charAt(0).toUpperCase()}${word.slice(1)}`,
  ]),
  ...['~', 'y', 'Y', 'n', 'N'],
  ...['.nan', '.NaN', '.NAN'],
  ...['', '+', '-'].flatMap((sign) => [`${sign}.inf`, `${sign}.Inf`, `${sign}.INF`]),
]);

/** Times of day in YAML 1.1: `12:30:45`. */
const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const RADIX = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/;

function readsAsNumber(text: string): boolean {
  if (!/^[-+.0-9]/.test(text)) return false;
  // Where a number begins with its point, underscores may only stand between digits.
  const digits = text.replaceAll(text.startsWith('.') ? /(?<=\d)_(?=\d)/g : '_', '');
  if (FLOAT.test(digits)) return /^[-+]?\d+$/.test(digits) || Number.isFinite(Number(digits));
  const radix = RADIX.exec(digits);
  if (radix === null) return false;
  const size = BigInt(radix[2] ?? 0);
  return radix[1] === '-' ? size <= 2n ** 63n : size < 2n ** 64n;
}

const DATE =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)| (\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.\d+)?)?$/;

function readsAsDate(text: string): boolean {
  const match = DATE.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, ...time] = match.slice(1).map((part) => Number(part ?? 0));
  const [h1 = 0, m1 = 0, s1 = 0, h2 = 0, m2 = 0, s2 = 0] = time;
  const daysOfMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth;
  return isDay && h1 + h2 < 24 && m1 + m2 < 60 && s1 + s2 < 60;
}

interface Traits {
  readonly canBePlain: boolean;
  readonly canBeSingle: boolean;
  readonly canBeBlock: boolean;
}

const BREAK = '[\\n\\r\\u0085\\u2028\\u2029]';
const BREAK_THEN_SPACE = new RegExp(`${BREAK} `);
const SPACE_THEN_BREAK = new RegExp(` ${BREAK}`);
const EDGE = new RegExp(`^[ ]|^${BREAK}|[ ]$|${BREAK}$`);
export const ANY_BREAK = new RegExp(BREAK);
/** Where the bare text would be taken for YAML's own signs. */
const INDICATOR =
  /^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@`]|^[?:-](?:[\s\u0085\u2028\u2029]|$)|:(?:[\s\u0085\u2028\u2029]|$)|[\s\u0085\u2028\u2029]#/;

function traitsOf(text: string): Traits {
  const isSpecial = hasUnprintable(text);
  const spaceThenBreak = SPACE_THEN_BREAK.test(text);
  const canBeSingle = !isSpecial && !text.includes('\t') && !spaceThenBreak && !BREAK_THEN_SPACE.test(text);
  return {
    canBeSingle,
    canBePlain: canBeSingle && !EDGE.test(text) && !ANY_BREAK.test(text) && !INDICATOR.test(text),
    canBeBlock: !isSpecial && !spaceThenBreak && !text.endsWith(' '),
  };
}

/** Characters that Go's library never writes as they are: controls, and all beyond the basic plane. */
export function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a || (code >= 0x20 && code <= 0x7e)) return true;
  return (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
}

function hasUnprintable(text: string): boolean {
  for (const character of text) {
    if (character !== '\t' && !isPrintable(character)) return true;
  }
  return false;
}
