import { type Ordered, OrderedMap } from './ordered.js';
import { ANY_BREAK, isPrintable, scalarStyle } from './yaml-scalar.js';

/** Longest key, in bytes, that stands on one line with its value. */
const SIMPLE_KEY = 128;

/**
 * YAML in blocks, quoted as Go's YAML library does it; byte for byte what Docker Compose prints.
 * @param step indent of each level
 */
export function yamlText(value: Ordered, step = '  '): string {
  const text = block(value, '', step);
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** The lines of a value, the first without its indent: it follows on the line that is begun already. */
function block(value: Ordered, indent: string, step: string): string {
  if (value instanceof OrderedMap) {
    if (value.entries.length === 0) return '{}\n';
    return value.entries.map(([key, item]) => entry(key, item, indent, step)).join(indent);
  }
  if (isList(value)) {
    if (value.length === 0) return '[]\n';
    return value.map((item) => `- ${block(item, `${indent}  `, step)}`).join(indent);
  }
  return scalar(value, indent);
}

function entry(key: string, value: Ordered, indent: string, step: string): string {
  const style = scalarStyle(key, true);
  const written = style === 'plain' ? key : style === 'single' ? single(key) : double(key);
  const inner = `${indent}${step}`;
  if (ANY_BREAK.test(key) || Buffer.byteLength(key) > SIMPLE_KEY) {
    const long = scalarStyle(key, false) === 'literal' ? literal(key, inner) : `${written}\n`;
    return `? ${long}${indent}: ${block(value, inner, step)}`;
  }
  const isScalar = value === null || typeof value !== 'object';
  const isEmpty = !isScalar && (value instanceof OrderedMap ? value.entries : value).length === 0;
  return isScalar || isEmpty
    ? `${written}: ${block(value, inner, step)}`
    : `${written}:\n${inner}${block(value, inner, step)}`;
}

function scalar(value: string | number | boolean | null, indent: string): string {
  if (typeof value === 'number') return `${numberText(value)}\n`;
  if (typeof value !== 'string') return `${value}\n`;
  switch (scalarStyle(value, false)) {
    case 'plain':
      return `${value}\n`;
    case 'single':
      return `${single(value)}\n`;
    case 'double':
      return `${double(value)}\n`;
    case 'literal':
      return literal(value, indent);
  }
}

/** Fractions as Go prints them: with an exponent of two digits from 10⁶ on and below 10⁻⁴. */
function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const exponent = Number(value.toExponential().split('e')[1]);
  if (exponent >= -4 && exponent < 6) return String(value);
  return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
}

function single(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

function double(text: string): string {
  return `"${[...text].map(escaped).join('')}"`;
}

function escaped(character: string): string {
  const short = ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  if (isPrintable(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** A block of lines; the head says whether it ends with no, one or several line ends, and whether it begins with a blank. */
function literal(text: string, indent: string): string {
  const begins = /^[ \n]/.test(text) ? '2' : '';
  const ends = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  const lines = text.replace(/\n$/, '').split('\n');
  const body = lines.map((line) => (line === '' ? '\n' : `${indent}${line}\n`)).join('');
  return `|${begins}${ends}\n${body}`;
}

function isList(value: Ordered): value is readonly Ordered[] {
  return Array.isArray(value);
}
