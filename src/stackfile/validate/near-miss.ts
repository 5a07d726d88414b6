import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "ports"?` when one of the words is near enough, else nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const near = nearest(word, candidates);
  return near === undefined ? '' : `; did you mean ${JSON.stringify(near)}?`;
}

/** The candidate that a word was most likely meant to be, if any is near enough. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const plain = bare(word);
  if (candidates.length === 0 || plain === '' || plain.length > 60) return undefined;
  const alike = candidates.find(
    (candidate) => bare(candidate) === plain || letters(bare(candidate)) === letters(plain),
  );
  if (alike !== undefined) return alike;
  const holding = candidates.filter((candidate) => candidate.split('_').includes(word.toLowerCase()));
  if (plain.length > 3 && holding.length === 1) return holding[0];
  const near = closest(plain, [...candidates]);
  const limit = Math.max(1, Math.floor(Math.max(plain.length, near.length) * 0.34));
  return distance(plain, near) <= limit ? near : undefined;
}

/** `containerName`, `container-name` and `container_name` are one word to a person. */
function bare(word: string): string {
  return word.replaceAll(/[-_ ]/g, '').toLowerCase();
}

/** Its letters in alphabetical order: swapped letters are the commonest slip, and cost two in edit distance. */
function letters(word: string): string {
  return [...word].sort().join('');
}
