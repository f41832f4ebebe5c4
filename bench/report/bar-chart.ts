export interface Bar {
  readonly series: string;
  /** The bar's length. */
  readonly value: number;
  /** Smallest and largest value measured, drawn as a thin line. */
  readonly range: readonly [number, number];
}

export interface BarChart {
  readonly title: string;
  readonly unit: string;
  readonly groups: readonly { readonly label: string; readonly bars: readonly Bar[] }[];
}

const colours = ["#c2410c", "#475569", "#94a3b8", "#0f766e"];
const layout = { width: 720, left: 190, right: 70, top: 70, barHeight: 20, gap: 6, groupGap: 22 };

/** Horizontal bars in groups, as a standalone SVG; the series get their colours in the order in which they first appear. */
export function barChart({ title, unit, groups }: BarChart): string {
  const { width, left, right, top, barHeight, gap, groupGap } = layout;
  const bars = groups.flatMap((group) => group.bars);
  const largest = Math.max(...bars.map(({ value, range }) => Math.max(value, range[1])));
  const scale = (value: number): number => round((value / largest) * (width - left - right));
  const series = [...new Set(bars.map((bar) => bar.series))];
  const colourOf = (name: string): string => colours[series.indexOf(name) % colours.length] ?? "#000";
  const parts: string[] = [];
  let y = top;
  for (const { label, bars: own } of groups) {
    const height = own.length * (barHeight + gap) - gap;
    parts.push(text(label, { x: left - 10, y: y + height / 2 + 4, anchor: "end" }));
    for (const bar of own) {
      const [from, to] = bar.range;
      const middle = y + barHeight / 2;
      parts.push(
        `<rect x="${left}" y="${y}" width="${scale(bar.value)}" height="${barHeight}" fill="${colourOf(bar.series)}"/>`,
        `<line x1="${left + scale(from)}" x2="${left + scale(to)}" y1="${middle}" y2="${middle}" stroke="#000"/>`,
        text(`${bar.value.toFixed(1)} ${unit}`, { x: left + scale(Math.max(bar.value, to)) + 6, y: middle + 4 }),
      );
      y += barHeight + gap;
    }
    y += groupGap - gap;
  }
  const legend = series.flatMap((name, index) => [
    `<rect x="${left + index * 150}" y="42" width="12" height="12" fill="${colourOf(name)}"/>`,
    text(name, { x: left + index * 150 + 18, y: 52 }),
  ]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" font-family="sans-serif" font-size="13">`,
    `<rect width="${width}" height="${y}" fill="#fff"/>`,
    `<text x="10" y="26" font-size="16" font-weight="bold">${escape(title)}</text>`,
    ...legend,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

const round = (value: number): number => Math.round(value * 10) / 10;

function text(content: string, { x, y, anchor = "start" }: { x: number; y: number; anchor?: string }): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

const escape = (content: string): string =>
  content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
