/** A column is not cut below this while there is another way: less says little. */
const narrow = 8;
/** Nor below this at all. */
const narrowest = 4;

/**
 * Rows as columns of equal width under their headings; the last column is not padded. If the table is wider than `width`, its
 * widest columns are cut, with an ellipsis where something is missing; on a very narrow terminal the last ones are left out, which
 * a line below says. The first column is the name that commands take: it is never cut.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { width = Infinity }: { readonly width?: number } = {},
): string {
  const wanted = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  let shown = headings.length;
  let widths = fit(wanted, width);
  while (widthOf(widths) > width && shown > 1) {
    shown -= 1;
    widths = fit(wanted.slice(0, shown), width);
  }
  const lines = [headings, ...rows].map((row) =>
    row
      .slice(0, shown)
      .map((cell, column) => cut(cell, widths[column] ?? 0).padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const left = headings.slice(shown);
  return [...lines, ...(left.length === 0 ? [] : [`(--wide also shows: ${left.join(", ")})`])].join("\n");
}

const widthOf = (widths: readonly number[]): number =>
  widths.reduce((total, width) => total + width, 0) + 2 * (widths.length - 1);

/** Takes from the widest column but the first, again and again, until the columns fit or none can be cut further. */
function fit([first = 0, ...wanted]: readonly number[], width: number): readonly number[] {
  const widths = [...wanted];
  for (const least of [narrow, narrowest]) {
    while (widthOf([first, ...widths]) > width) {
      const widest = widths.indexOf(Math.max(...widths));
      const before = widths[widest] ?? 0;
      if (before <= least) break;
      widths[widest] = before - 1;
    }
  }
  return [first, ...widths];
}

const cut = (cell: string, width: number): string => (cell.length <= width ? cell : `${cell.slice(0, width - 1)}…`);
