import { closest, distance } from 'fastest-levenshtein';
import type { StackPath } from '../positions.js';
import { type AttributeGroup, SPEC_ATTRIBUTES } from './spec-attributes.js';

const GROUPS = SPEC_ATTRIBUTES.map((group) => ({
  group,
  steps: group.at
    .replaceAll('[]', '.[]')
    .split('.')
    .filter((step) => step !== ''),
}));

/** The attributes that may stand in the map at a path. */
export function attributesAt(path: StackPath): AttributeGroup | undefined {
  return GROUPS.find(
    ({ steps }) =>
      steps.length === path.length &&
      steps.every((step, index) =>
        step === '[]' ? typeof path[index] === 'number' : step === '*' || step === path[index],
      ),
  )?.group;
}

/** What is wrong with a key that the schema doesn't allow: not supported yet, or unknown. */
export function refusedKey(path: StackPath, key: string): string {
  const group = attributesAt(path);
  if (group?.planned.includes(key)) return 'not supported yet by this version';
  return `unknown key${didYouMean(key, [...(group?.supported ?? []), ...(group?.planned ?? [])])}`;
}

/** `; did you mean "ports"?` when one of the words is near enough, else nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return '';
  const near = closest(word.toLowerCase(), candidates);
  const limit = Math.max(1, Math.floor(Math.max(word.length, near.length) * 0.4));
  const isNear = distance(word.toLowerCase(), near) <= limit || letters(word.toLowerCase()) === letters(near);
  return isNear ? `; did you mean ${JSON.stringify(near)}?` : '';
}

/** Its letters in alphabetical order: swapped letters are the commonest slip, and cost two in edit distance. */
function letters(word: string): string {
  return [...word].sort().join('');
}
