import { syntaxError } from './template-error.js';

export type TokenType =
  | 'text'
  | 'open'
  | 'close'
  | 'space'
  | 'field'
  | 'dot'
  | 'variable'
  | 'word'
  | 'number'
  | 'string'
  | 'char'
  | 'pipe'
  | 'left'
  | 'right'
  | 'comma'
  | 'declare'
  | 'assign'
  | 'end';

export interface Token {
  readonly type: TokenType;
  /** As written; of `text` what is printed. */
  readonly text: string;
  readonly position: number;
}

/** Words that mean something to the language itself. */
export const KEYWORDS: readonly string[] = [
  'if',
  'with',
  'range',
  'define',
  'template',
  'block',
  'else',
  'end',
  'break',
  'continue',
];

const OPEN = '{{';
const CLOSE = '}}';

// In this order: the first that fits is taken.
const TOKENS: readonly (readonly [TokenType, RegExp])[] = [
  ['space', /[ \t\r\n]+/y],
  ['field', /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  [
    'number',
    /[+-]?(?:0[xX][\da-fA-F_]+|0[oO]?[0-7_]+(?![\d.])|0[bB][01_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y,
  ],
  ['dot', /\./y],
  ['variable', /\$[\p{L}\p{Nd}_]*/uy],
  ['word', /[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ['string', /"(?:[^"\\\n]|\\[^\n])*"|`[^`]*`/y],
  ['char', /'(?:[^'\\\n]|\\[^\n])+'/y],
  ['declare', /:=/y],
  ['assign', /=/y],
  ['pipe', /\|/y],
  ['left', /\(/y],
  ['right', /\)/y],
  ['comma', /,/y],
];

/** Words that may touch on the right: what ends an operand. */
const ENDS: RegExp = /^(?:[ \t\r\n.,|:=)(]|-?\}\})|^$/;

/** Cuts a template into text and the parts of its actions. @throws USAGE */
export function tokens(source: string): readonly Token[] {
  const found: Token[] = [];
  let position = 0;
  let trimNext = false;
  while (position < source.length) {
    const open = source.indexOf(OPEN, position);
    const end = open < 0 ? source.length : open;
    let text = source.slice(position, end);
    if (trimNext) text = text.trimStart();
    const trims = open >= 0 && /^-[ \t\r\n]/.test(source.slice(open + OPEN.length));
    if (trims) text = text.trimEnd();
    if (text !== '') found.push({ type: 'text', text, position });
    if (open < 0) break;
    const action = readAction(source, open, trims ? 2 : 0);
    found.push(...action.tokens);
    position = action.next;
    trimNext = action.trims;
  }
  found.push({ type: 'end', text: '', position: source.length });
  return found;
}

interface Action {
  readonly tokens: readonly Token[];
  readonly next: number;
  /** Whether white space behind it goes. */
  readonly trims: boolean;
}

function readAction(source: string, open: number, skipped: number): Action {
  const start = open + OPEN.length + skipped;
  if (source.startsWith('/*', start)) return readComment(source, start);
  const found: Token[] = [{ type: 'open', text: OPEN, position: open }];
  let position = start;
  let depth = 0;
  for (;;) {
    const trims = /^[ \t\r\n]-\}\}/.test(source.slice(position, position + 4));
    if (trims || source.startsWith(CLOSE, position)) {
      if (depth > 0) throw syntaxError(source, position, 'unclosed left paren');
      found.push({ type: 'close', text: CLOSE, position });
      return { tokens: found, next: position + (trims ? 4 : CLOSE.length), trims };
    }
    const token = readToken(source, position, start);
    if (token.type === 'left') depth += 1;
    if (token.type === 'right') depth -= 1;
    if (depth < 0) throw syntaxError(source, position, 'unexpected right paren');
    found.push(token);
    position += token.text.length;
  }
}

function readComment(source: string, start: number): Action {
  const end = source.indexOf('*/', start);
  if (end < 0) throw syntaxError(source, start, 'unclosed comment');
  const close = /^(?:([ \t\r\n]-)?\}\})/.exec(source.slice(end + 2));
  if (close === null) throw syntaxError(source, start, 'comment ends before closing delimiter');
  return { tokens: [], next: end + 2 + close[0].length, trims: close[1] !== undefined };
}

function readToken(source: string, position: number, start: number): Token {
  if (position >= source.length) throw syntaxError(source, start, 'unclosed action');
  for (const [type, expression] of TOKENS) {
    expression.lastIndex = position;
    const text = expression.exec(source)?.[0];
    if (text === undefined) continue;
    const isOperand = type === 'field' || type === 'variable' || type === 'word' || type === 'number';
    const next = source.slice(position + text.length, position + text.length + 3);
    if (isOperand && !ENDS.test(next)) {
      const what =
        type === 'number' ? `bad number syntax: ${goQuote(text + next[0])}` : `bad character ${rune(next)}`;
      throw syntaxError(source, position, what);
    }
    return { type, text, position };
  }
  const rest = source.slice(position);
  if (rest.startsWith('"')) throw syntaxError(source, position, 'unterminated quoted string');
  if (rest.startsWith('`')) throw syntaxError(source, position, 'unterminated raw quoted string');
  if (rest.startsWith("'")) throw syntaxError(source, position, 'unterminated character constant');
  throw syntaxError(
    source,
    position,
    `unexpected ${rune(rest)} in ${rest.startsWith(':') ? 'action' : 'command'}`,
  );
}

/** `U+0023 '#'`, as Go names a character. */
function rune(text: string): string {
  const code = text.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`;
}

export function goQuote(text: string): string {
  return JSON.stringify(text);
}
