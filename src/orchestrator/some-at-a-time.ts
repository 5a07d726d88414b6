/**
 * Does work for each item, so many at a time, begun in order.
 * @param goesOn whether further items are begun after one has failed
 * @returns one result for each item that was begun
 */
export async function someAtATime<Item, Result>(
  items: readonly Item[],
  { most, goesOn }: { readonly most: number; readonly goesOn: boolean },
  work: (item: Item) => Promise<Result>,
): Promise<readonly PromiseSettledResult<Result>[]> {
  const results: PromiseSettledResult<Result>[] = [];
  const waiting = [...items.entries()];
  const takeOn = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      const [result] = await Promise.allSettled([work(item)]);
      results[index] = result;
      if (result.status === 'rejected' && !goesOn) waiting.length = 0;
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, takeOn));
  // Those that are waited for were begun in order, so there is no gap between them.
  return results;
}
