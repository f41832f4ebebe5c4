export interface NearDuplicate {
  readonly a: string;
  readonly b: string;
  readonly similarity: number;
}

/** Pairs across two lists of texts whose sets of character 4-grams have a Jaccard similarity over the limit. */
export function nearDuplicates(
  first: readonly string[],
  second: readonly string[],
  limit: number,
): readonly NearDuplicate[] {
  const gramsOfFirst = first.map(gramsOf);
  const holders = new Map<string, number[]>();
  gramsOfFirst.forEach((grams, index) => {
    for (const gram of grams) {
      const list = holders.get(gram);
      if (list === undefined) holders.set(gram, [index]);
      else list.push(index);
    }
  });
  return second.flatMap((b) => {
    const grams = gramsOf(b);
    const shared = new Uint16Array(first.length);
    for (const gram of grams) for (const index of holders.get(gram) ?? []) shared[index] = (shared[index] ?? 0) + 1;
    return first.flatMap((a, index) => {
      const common = shared[index] ?? 0;
      const similarity = common === 0 ? 0 : common / ((gramsOfFirst[index]?.size ?? 0) + grams.size - common);
      return similarity > limit ? [{ a, b, similarity }] : [];
    });
  });
}

function gramsOf(text: string): ReadonlySet<string> {
  const plain = ` ${text.toLowerCase().replaceAll(/\s+/g, " ").trim()} `;
  const grams = new Set<string>();
  for (let start = 0; start + 4 <= plain.length; start += 1) grams.add(plain.slice(start, start + 4));
  return grams;
}
