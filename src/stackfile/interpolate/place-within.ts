import type { Place } from '../place.js';
import type { TemplateProblem } from './template.js';

/**
 * The place of a reference within a value. Quotes, escapes, and folded or indented lines make the value differ
 * from the text in the file, so the reference itself is looked for, counting equal ones before it; where the file
 * writes it in another way, the place of the value has to do.
 * @param at where the value begins
 */
export function placeWithin(
  at: Place,
  template: string,
  { offset, reference }: Pick<TemplateProblem, 'offset' | 'reference'>,
): Place {
  const { source } = at;
  const wanted = reference.split('\n', 1)[0] ?? '';
  if (wanted === '') return at;
  let found = source.text.indexOf(wanted, at.offset);
  for (let seen = template.indexOf(wanted); seen >= 0 && seen < offset; ) {
    if (found < 0) return at;
    found = source.text.indexOf(wanted, found + 1);
    seen = template.indexOf(wanted, seen + 1);
  }
  // Behind the value another one may hold the same text: no value is much longer in the file than in memory.
  const near = found >= 0 && found - at.offset <= 4 * template.length + 1024;
  return near ? { source, offset: found } : at;
}
