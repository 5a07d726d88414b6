import { distance } from 'fastest-levenshtein';

/** The candidate that `word` was most likely meant to be, if any is near enough. */
export function suggest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.replace(/^-+/, '').length / 2.5));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of [...candidates].sort()) {
    const steps = distance(word, candidate);
    if (steps < bestDistance) {
      best = candidate;
      bestDistance = steps;
    }
  }
  return best;
}

/** ` did you mean "up"?` as a hint, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): { readonly hint?: string } {
  const best = suggest(word, candidates);
  return best === undefined ? {} : { hint: `Did you mean "${best}"?` };
}
