/** Every repetition of an earlier item, with the position of the first; undefined items are ignored. */
export function* repeated<T>(items: readonly (T | undefined)[]): Iterable<{ item: T; index: number; first: number }> {
  const seen = new Map<T, number>();
  for (const [index, item] of items.entries()) {
    if (item === undefined) continue;
    const first = seen.get(item);
    if (first === undefined) seen.set(item, index);
    else yield { item, index, first };
  }
}
