/**
 * The name a person most likely meant, or undefined where nothing is close: the only one that starts like the written one, or the
 * one with the fewest letters to change, at most a third of them and at least one. Upper and lower case count as the same.
 */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const lower = written.toLowerCase();
  const longer = known.filter((name) => name.toLowerCase().startsWith(lower));
  if (written.length >= 3 && longer.length === 1) return longer[0];
  const limit = Math.max(1, Math.floor(written.length / 3));
  const ranked = known
    .map((name) => ({ name, distance: distance(lower, name.toLowerCase()) }))
    .filter((candidate) => candidate.distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name;
}

/** "did you mean `n2`?", or what there is to choose from. */
export function suggestion(written: string, known: readonly string[]): string {
  const nearest = nearestName(written, known);
  if (nearest !== undefined) return `did you mean \`${nearest}\`?`;
  if (known.length === 0) return "there is none to choose from";
  const shown = known.length > mostNames + 1 ? known.slice(0, mostNames) : known;
  const more = known.length - shown.length;
  return `known are ${shown.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
}

/** A person reads no longer list. */
const mostNames = 12;

/** Damerau and Levenshtein's: insertions, deletions, substitutions and swaps of neighbours. */
function distance(a: string, b: string): number {
  const longest = 64;
  if (a.length > longest || b.length > longest) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(cell(last, j) + 1, cell(row, j - 1) + 1, cell(last, j - 1) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, cell(beforeLast, j - 2) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return cell(last, b.length);
}

const cell = (row: readonly number[], index: number): number => row[index] ?? Infinity;
