import type { Lookup } from '../interpolate/template.js';
import type { Problems } from '../problems.js';
import type { SourceText } from '../read/source-text.js';
import type { Variable } from '../request.js';
import { quote } from '../tree.js';

const LINE = /[^\n]*\n?/y;

/**
 * Reads an env file of `format: raw`, the dialect of `docker run --env-file`: what follows the first `=` is the
 * value as it stands, quotes, dollars, "#" and blanks included. A name alone takes the value that `lookup` knows.
 */
export function parseRawEnv(source: SourceText, lookup: Lookup, problems: Problems): Map<string, Variable> {
  const found = new Map<string, Variable>();
  for (let start = 0; start < source.text.length; ) {
    LINE.lastIndex = start;
    const written = LINE.exec(source.text)?.[0] ?? '';
    const line = written.replace(/\r?\n$|\r$/, '').replace(/^[\s\u0085]+/, '');
    const offset = start + written.search(/[^\s\u0085]|$/);
    start += written.length;
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const name = equals < 0 ? line : line.slice(0, equals);
    const at = { source, offset };
    if (name === '') problems.add(at, [], 'there is no name before the "="');
    else if (/[\s\u0085]/.test(name)) problems.add(at, [], `the name ${quote(name)} holds white space`);
    else {
      const value = equals < 0 ? lookup(name) : line.slice(equals + 1);
      if (value !== undefined) found.set(name, { value, from: { kind: 'file', at } });
    }
  }
  return found;
}
