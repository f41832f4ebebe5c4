/** A column is not cut below this: less says nothing. */
const narrowest = 8;

/**
 * Rows as columns of equal width under their headings; the last column is not padded. If the table is wider than `width`, its
 * widest columns are cut, with an ellipsis where something is missing.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { width = Infinity }: { readonly width?: number } = {},
): string {
  const all = [headings, ...rows];
  const widths = fit(
    headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length))),
    width - 2 * (headings.length - 1),
  );
  return all
    .map((row) =>
      row
        .map((cell, column) => cut(cell, widths[column] ?? 0).padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Takes from the widest column, again and again, until the sum fits or no column can be cut further. */
function fit(wanted: readonly number[], available: number): readonly number[] {
  const widths = [...wanted];
  const sum = (): number => widths.reduce((total, width) => total + width, 0);
  while (sum() > available) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= narrowest) break;
    widths[widest] = width - 1;
  }
  return widths;
}

const cut = (cell: string, width: number): string => (cell.length <= width ? cell : `${cell.slice(0, width - 1)}…`);
