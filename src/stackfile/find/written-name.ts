import { type Lookup, substitute } from '../interpolate/template.js';
import { child, type MapNode, textOf } from '../tree.js';
import { normaliseProjectName } from './project-name.js';

/** The last `name:` of the files; one that cannot be a name is reported with everything else. */
export function writtenName(
  documents: readonly { readonly tree: MapNode }[],
  lookup: Lookup,
): string | undefined {
  const names = documents.flatMap(({ tree }) => {
    const result = substitute(textOf(child(tree, 'name')) ?? '', lookup);
    return 'text' in result ? [normaliseProjectName(result.text)] : [];
  });
  return names.filter((name) => name !== '').at(-1);
}
