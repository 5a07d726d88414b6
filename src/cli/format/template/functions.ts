import { goJson } from '../../render/json-lines.js';
import { compare, equals } from './comparisons.js';
import { goPrint, goType, isTrue, mapEntries } from './go-print.js';
import { sprintf } from './printf.js';

export type ParameterType = 'any' | 'string' | 'int';

export interface TemplateFunction {
  readonly parameters: readonly ParameterType[];
  /** Of any further arguments; absent: there are none. */
  readonly more?: ParameterType;
  /** @throws Error whose message says what is wrong with the arguments */
  readonly run: (...args: never[]) => unknown;
}

/** Text functions that Docker adds to those of Go; in the head of a table all but `pad` leave the column's name alone. */
export const TEXT_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  of('json', ['any'], (value: unknown) => goText(value)),
  of('split', ['string', 'string'], (text: string, separator: string) => text.split(separator)),
  of('join', ['any', 'string'], join),
  of('title', ['string'], title),
  of('lower', ['string'], (text: string) => text.toLowerCase()),
  of('upper', ['string'], (text: string) => text.toUpperCase()),
  of('pad', ['string', 'int', 'int'], pad),
  of('truncate', ['string', 'int'], truncate),
]);

/** Those of Go's text/template; `and`, `or` and `call` are the evaluator's own. */
export const BASE_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  variadic('and', ['any'], 'any', (first: unknown) => first),
  variadic('or', ['any'], 'any', (first: unknown) => first),
  of('not', ['any'], (value: unknown) => !isTrue(value)),
  of('len', ['any'], length),
  variadic('index', ['any'], 'any', index),
  variadic('slice', ['any'], 'int', slice),
  variadic('print', [], 'any', print),
  variadic('println', [], 'any', (...args: unknown[]) => `${args.map(goPrint).join(' ')}\n`),
  variadic('printf', ['string'], 'any', (format: string, ...args: unknown[]) => sprintf(format, args)),
  variadic('html', [], 'any', (...args: unknown[]) => htmlText(print(...args))),
  variadic('urlquery', [], 'any', (...args: unknown[]) => queryText(print(...args))),
  variadic('js', [], 'any', (...args: unknown[]) => scriptText(print(...args))),
  variadic('call', ['any'], 'any', () => undefined),
  variadic('eq', ['any'], 'any', equals),
  of('ne', ['any', 'any'], (a: unknown, b: unknown) => !equals(a, b)),
  of('lt', ['any', 'any'], (a: unknown, b: unknown) => compare(a, b) < 0),
  of('le', ['any', 'any'], (a: unknown, b: unknown) => compare(a, b) <= 0),
  of('gt', ['any', 'any'], (a: unknown, b: unknown) => compare(a, b) > 0),
  of('ge', ['any', 'any'], (a: unknown, b: unknown) => compare(a, b) >= 0),
]);

export const FUNCTION_NAMES: ReadonlySet<string> = new Set([
  ...TEXT_FUNCTIONS.keys(),
  ...BASE_FUNCTIONS.keys(),
]);

type Entry = readonly [string, TemplateFunction];

function of(name: string, parameters: readonly ParameterType[], run: (...args: never[]) => unknown): Entry {
  return [name, { parameters, run }];
}

function variadic(
  name: string,
  parameters: readonly ParameterType[],
  more: ParameterType,
  run: (...args: never[]) => unknown,
): Entry {
  return [name, { parameters, more, run }];
}

/** JSON as Go writes it, without the escapes for web pages. */
function goText(value: unknown): string {
  return goJson(value ?? null, { escapes: false });
}

function join(elements: unknown, separator: string): string {
  if (elements === null || elements === undefined) return '';
  if (Array.isArray(elements)) return elements.map(goPrint).join(separator);
  if (typeof elements !== 'object') throw new Error(`expected slice, got ${goType(elements)}`);
  const values = mapEntries(elements).map(([, value]) => goPrint(value));
  return values.sort().join(separator);
}

/** Upper case for the first letter of each word. */
function title(text: string): string {
  return text.replace(/(?<![\p{L}\p{Nd}_])\p{L}/gu, (letter) => letter.toUpperCase());
}

function pad(text: string, before: number, after: number): string {
  if (before < 0 || after < 0) throw new Error('negative width');
  return text === '' ? text : ' '.repeat(before) + text + ' '.repeat(after);
}

function truncate(text: string, most: number): string {
  if (most < 0) throw new Error(`slice bounds out of range [:${most}]`);
  return [...text].slice(0, most).join('');
}

function length(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (value !== null && typeof value === 'object') return mapEntries(value).length;
  throw new Error(
    value === null || value === undefined ? 'len of nil pointer' : `len of type ${goType(value)}`,
  );
}

function index(value: unknown, ...keys: unknown[]): unknown {
  return keys.reduce(item, value);
}

function item(value: unknown, key: unknown): unknown {
  if (value === null || value === undefined) throw new Error('index of untyped nil');
  if (Array.isArray(value)) return value[position(key, value.length - 1)];
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return bytes[position(key, bytes.length - 1)];
  }
  if (typeof value !== 'object') throw new Error(`can't index item of type ${goType(value)}`);
  if (typeof key !== 'string') throw new Error(`value has type ${goType(key)}; should be string`);
  const entries = mapEntries(value);
  const found = entries.find(([name]) => name === key);
  if (found !== undefined) return found[1];
  // A map of texts has an empty one for what it lacks.
  return entries.every(([, other]) => typeof other === 'string') ? '' : null;
}

function slice(value: unknown, ...bounds: number[]): unknown {
  const holder = typeof value === 'string' ? Buffer.from(value) : value;
  if (!Array.isArray(holder) && !Buffer.isBuffer(holder)) {
    throw new Error(`can't slice item of type ${goType(value)}`);
  }
  if (bounds.length > 2) throw new Error(`too many slice indexes: ${bounds.length}`);
  const from = position(bounds[0] ?? 0, holder.length);
  const to = position(bounds[1] ?? holder.length, holder.length);
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
  return Buffer.isBuffer(holder) ? holder.subarray(from, to).toString('utf8') : holder.slice(from, to);
}

function position(key: unknown, last: number): number {
  if (typeof key !== 'number' || !Number.isInteger(key)) {
    throw new Error(`cannot index slice/array with type ${goType(key)}`);
  }
  if (key < 0 || key > last) throw new Error(`index out of range: ${key}`);
  return key;
}

/** A space stands between two values that are no texts. */
function print(...args: unknown[]): string {
  return args
    .map((value, at) => {
      const isSpaced = at > 0 && typeof value !== 'string' && typeof args[at - 1] !== 'string';
      return (isSpaced ? ' ' : '') + goPrint(value);
    })
    .join('');
}

const HTML: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  "'": '&#39;',
  '"': '&#34;',
  '\0': '\ufffd',
};

function htmlText(text: string): string {
  return text.replace(/[<>&'"\0]/g, (character) => HTML[character] ?? character);
}

const SCRIPT: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '"': '\\"' };

/** For a string in JavaScript. */
function scriptText(text: string): string {
  return text.replace(/[\\'"<>&=]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return SCRIPT[character] ?? `\\u${code}`;
  });
}

function queryText(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
