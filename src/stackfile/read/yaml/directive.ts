import type { Cursor } from './cursor.js';
import { YamlSyntaxError } from './syntax-error.js';
import type { Token } from './token.js';

/** Reads `%YAML 1.1` or `%TAG ! prefix`; other versions and directives are refused, as Compose does. */
export function scanDirective(cursor: Cursor): Token {
  const offset = cursor.index;
  cursor.skipLine();
  const line = cursor.text
    .slice(offset, cursor.index)
    .replace(/[ \t]+#.*$/, '')
    .trimEnd();
  const [name = '', ...values] = line.split(/[ \t]+/);
  const [first = '', second = ''] = values;
  if (name === '%YAML' && values.length === 1) {
    if (first === '1.1') return { type: 'version-directive', offset, text: first };
    throw new YamlSyntaxError(
      `the file says that it is YAML ${first}, but has to be YAML 1.1; leave the line out`,
      offset,
    );
  }
  const isHandle = /^!(?:[\w-]*!)?$/.test(first);
  if (name === '%TAG' && values.length === 2 && isHandle) {
    return { type: 'tag-directive', offset, handle: first, text: second };
  }
  throw new YamlSyntaxError(
    `not valid YAML: ${JSON.stringify(line)} is no directive; a value that begins with "%" needs quotes`,
    offset,
  );
}
