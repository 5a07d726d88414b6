import { describeValue, entriesOf, quote, type TreeNode } from '../tree.js';
import { dereference, type Schema, type TypeName, typesOf } from './schema.js';

/** `a, b or c` */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

const PLAIN_WORDS: Readonly<Record<TypeName, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'empty',
  array: 'a list',
  object: 'a map',
};

/** What a value may be, short and long form alike: `text such as "." or a map with "context", "dockerfile" and so on`. */
export function formsOf(schema: Schema): string {
  const types = typesOf(schema);
  // Texts are allowed there for the sake of variables, and become what is asked for.
  const isForVariables = types.includes('string') && types.includes('boolean') && types.length === 2;
  const named = types.filter((type) => type !== 'null' && !(isForVariables && type === 'string'));
  const words = named.map((type) => formOf(type, schema, named.length > 1));
  return either(types.includes('null') ? [...words, 'empty'] : words);
}

function formOf(type: TypeName, schema: Schema, isOneOfSeveral: boolean): string {
  const word = PLAIN_WORDS[type];
  if (type === 'object') return `${word}${keysOf(schema)}`;
  if (type === 'array') return `${word}${itemsOf(schema)}`;
  const example = schema.examples?.find((value) => typeof value === 'string');
  return type === 'string' && isOneOfSeveral && example !== undefined
    ? `text such as ${quote(example)}`
    : word;
}

function keysOf({ properties, required, patternProperties, additionalProperties }: Schema): string {
  const keys = Object.keys(properties ?? {});
  if (keys.length === 0) {
    return patternProperties !== undefined && additionalProperties === false ? ' of names' : '';
  }
  const shown = [...new Set([...(required ?? []), ...keys])].slice(0, 3).map((key) => JSON.stringify(key));
  return keys.length > shown.length ? ` with ${shown.join(', ')} and so on` : ` with ${shown.join(' and ')}`;
}

function itemsOf({ items, examples }: Schema): string {
  const item = items === undefined ? {} : dereference(items);
  const example = item.examples?.[0] ?? examples?.find(Array.isArray)?.[0];
  if (typeof example === 'string') return ` of items such as ${quote(example)}`;
  return typesOf(item).join() === 'string' ? ' of texts' : '';
}

const DURATIONS = new Set([
  ...['interval', 'timeout', 'start_period', 'start_interval', 'stop_grace_period'],
  ...['delay', 'monitor', 'window'],
]);

/**
 * How to write a value of the wrong type, or nothing where that cannot be guessed.
 * @param key of the value in its map; undefined for an item of a list
 */
export function rewriting(node: TreeNode, schema: Schema, key: string | undefined): string {
  const types = typesOf(schema);
  if (node.kind === 'scalar') return rewrittenScalar(node.value, types, schema, key);
  if (node.kind === 'list') {
    return types.includes('object') && schema.properties === undefined ? rewrittenList(node.items) : '';
  }
  if (key !== undefined || !types.includes('string')) return '';
  const [entry, ...more] = entriesOf(node);
  if (entry === undefined || more.length > 0 || entry[1].value.kind !== 'scalar') return '';
  const value = entry[1].value.value ?? '';
  const isPair = /^(?:[A-Za-z_][\w.-]*)$/.test(entry[0]);
  const joined = isPair ? `${entry[0]}=${value}` : `${entry[0]}: ${value}`;
  return `; write ${quote(joined)}${isPair ? ', or leave out the "-" of every item' : ''}`;
}

function rewrittenScalar(
  value: string | number | boolean | null,
  types: readonly TypeName[],
  schema: Schema,
  key: string | undefined,
): string {
  if (value === null) return key === undefined ? '' : '; give it a value, or leave the key out';
  const isText = types.includes('string') && !types.includes('object') && !types.includes('boolean');
  if (typeof value !== 'string' && isText) {
    const isSeconds = typeof value === 'number' && DURATIONS.has(key ?? '');
    return `; write "${value}${isSeconds ? 's' : ''}"`;
  }
  if (types.includes('array') && acceptsItem(value, schema)) return `; write [${flow(value)}]`;
  if (typeof value !== 'string') return '';
  if (types.join() === 'boolean' && /^(?:y|yes|on|true)$/i.test(value)) return '; write true';
  if (types.join() === 'boolean' && /^(?:n|no|off|false)$/i.test(value)) return '; write false';
  const isNumber = types.includes('number') || types.includes('integer');
  return isNumber && /^-?\d+$/.test(value) ? `; write ${value} without quotes` : '';
}

function acceptsItem(value: string | number | boolean, { items }: Schema): boolean {
  const types: readonly string[] = typesOf(items === undefined ? {} : dereference(items));
  return types.includes(typeof value) || types.includes('string');
}

function flow(value: string | number | boolean): string {
  return typeof value === 'string' ? quote(value) : JSON.stringify(String(value));
}

/** A list where each item should be a key: `- web` or `- web: {...}`. */
function rewrittenList(items: readonly TreeNode[]): string {
  const first = items[0];
  if (first?.kind === 'scalar' && typeof first.value === 'string') {
    const name = first.value.split('=')[0] ?? '';
    return `; write ${quote(`${name}:`)} in place of ${quote(`- ${first.value}`)}, with its settings below`;
  }
  return first?.kind === 'map' ? '; leave out the "-" before each name' : '';
}

/** What is wrong with a text that doesn't fit a pattern of the schema, in words; a test holds both equal. */
export const PATTERN_WORDS: Readonly<Record<string, string>> = {
  '[a-zA-Z0-9][a-zA-Z0-9_.-]+':
    'is no valid name: it has to begin with a letter or digit, have two characters, and may hold letters, digits, ".", "_" and "-"',
  'always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+':
    'is no such policy; there are "missing", "always", "never", "build", "daily", "weekly" or a period such as "every_12h"',
  '^all$': 'is not valid; write "all", or a list of requests',
};

/** What names in a map may look like, by the pattern of the schema; a test holds both equal. */
export const NAME_WORDS: Readonly<Record<string, string>> = {
  '^[a-zA-Z0-9._-]+$': 'the name may hold letters, digits, ".", "_" and "-" only',
  '^[a-z]+$': 'the name may hold small letters only',
  '.+': 'the name is empty',
  '^.+$': 'the name is empty',
};

/** The value in words; a map or list by what is in it, since "a map" says little beside "has to be a map or ...". */
export function found(node: TreeNode): string {
  if (node.kind !== 'map') return describeValue(node);
  const keys = [...node.entries.keys()].slice(0, 3).map((key) => JSON.stringify(key));
  return keys.length === 0 ? 'an empty map' : `a map (with ${keys.join(', ')})`;
}
