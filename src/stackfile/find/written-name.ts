import { type Lookup, substitute } from '../interpolate/template.js';
import type { Problems } from '../problems.js';
import { child, type MapNode, quote, textOf } from '../tree.js';
import { normaliseProjectName } from './project-name.js';

/**
 * The last `name:` of the files that says anything; undefined when none does. One of which no name can be made is
 * reported, as is, with everything else, one that is no text.
 */
export function writtenName(
  documents: readonly { readonly tree: MapNode }[],
  lookup: Lookup,
  problems: Problems,
): string | undefined {
  const nodes = documents.map(({ tree }) => child(tree, 'name'));
  const last = nodes.findLast((node) => (textOf(node) ?? '') !== '');
  if (last === undefined) return undefined;
  const template = textOf(last) ?? '';
  const result = substitute(template, lookup);
  // What is wrong with the template is told when the whole file is interpolated.
  if (!('text' in result)) return undefined;
  const name = normaliseProjectName(result.text);
  if (name !== '') return name;
  const message = `${quote(result.text)} has no letter or digit that a name could be made of`;
  problems.add(last.at, ['name'], message);
  return undefined;
}
